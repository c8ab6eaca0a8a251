/**
 * Checks the start URL and region of an IAM Identity Center (AWS or Huawei Cloud) as you type. Pure; the agent checks
 * everything again.
 */

import { strings } from '../../src-languages/window.ts';
import { REGION } from '../../src-shared/names.ts';
import { checkAddress, type Invalid, later, now, type Values } from './checks.ts';

/** Start URLs whose host names the region. */
const TELLING: readonly RegExp[] = [
  /^[^.]+\.([a-z0-9-]+)\.portal\.amazonaws\.(?:com|com\.cn|eu)$/,
  /^[^.]+\.portal\.([a-z0-9-]+)\.app\.(?:aws|amazonwebservices\.com\.cn)$/,
  /^start\.([a-z0-9-]+)\.home\.awsapps\.cn$/,
];
/** AWS start URLs that do not name it. Any other host is an organization's own name, which may redirect to one that does. */
const SILENT = /(^|\.)awsapps\.(com|cn)$/;

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).hostname : '');

/** The region that a start URL names, or undefined. */
export function regionOf(startUrl: string): string | undefined {
  const host = hostOf(startUrl.trim());
  return TELLING.map((form) => form.exec(host)?.[1]).find((region) => region !== undefined && REGION.test(region));
}

/** As people copy it from the address bar: the agent drops what follows the path. */
export function checkStartUrl(startUrl: string): Invalid | undefined {
  return startUrl === '' ? later(strings.invalid.startUrlMissing) : checkAddress(startUrl);
}

export function checkRegion(region: string, values: Values): Invalid | undefined {
  const startUrl = values['start_url'] ?? '';
  const told = regionOf(startUrl);
  if (region === '') {
    const untold = told === undefined && SILENT.test(hostOf(startUrl.trim()));
    return untold ? later(strings.invalid.regionMissing) : undefined;
  }
  if (!/^[a-z0-9-]+$/.test(region)) return now(strings.invalid.regionChars);
  if (!REGION.test(region)) return later(strings.invalid.regionForm);
  return told === undefined || told === region ? undefined : later(strings.invalid.regionOther(told));
}

/** If no start URL names it. */
export function checkNeededRegion(region: string): Invalid | undefined {
  return region === '' ? later(strings.invalid.regionNeeded) : checkRegion(region, {});
}
