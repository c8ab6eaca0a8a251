/** Checks the form fields that several or all providers share. Pure; the agent checks everything again. */
import { strings } from '../../src-languages/window.ts';
import { SCOPES } from '../../src-shared/ascii.ts';
import { type NameRule, nameFault, PROFILE_RULE } from '../../src-shared/names.ts';

/** What was typed, by the name of the setting or secret. */
export type Values = Readonly<Record<string, string>>;

export interface Invalid {
  readonly text: string;
  /** More typing cannot fix it, so it is shown while the person is still typing. */
  readonly early: boolean;
}

export const now = (text: string): Invalid => ({ text, early: true });
export const later = (text: string): Invalid => ({ text, early: false });

export function checkName(name: string, taken: readonly string[]): Invalid | undefined {
  const taking = taken.includes(name) ? later(strings.invalid.nameTaken) : undefined;
  return checkNameBy(PROFILE_RULE, name, strings.invalid) ?? taking;
}

type NameTexts = Pick<typeof strings.invalid, 'nameMissing' | 'nameStart' | 'nameChars' | 'nameLong'>;

export function checkNameBy(rule: NameRule, name: string, texts: NameTexts): Invalid | undefined {
  const fault = nameFault(rule, name);
  if (fault === undefined) return undefined;
  if (fault === 'missing') return later(texts.nameMissing);
  return now({ start: texts.nameStart, chars: texts.nameChars, long: texts.nameLong }[fault]);
}

const LOOPBACK_HTTP = /^http:\/\/(127\.0\.0\.1|\[::1\])([:/]|$)/;
/** True while more typing can turn it into an http or https address. */
const mayBecomeUrl = (typed: string): boolean =>
  ['https://', 'http://'].some((start) => start.startsWith(typed.toLowerCase().slice(0, start.length)));

/** An https address. Loopback http passes here; the agent accepts it in test mode only. */
export function checkAddress(address: string): Invalid | undefined {
  if (!mayBecomeUrl(address)) return now(strings.invalid.addressWhole);
  if (!URL.canParse(address)) return later(strings.invalid.addressWhole);
  const url = new URL(address);
  if (url.protocol !== 'https:' && !LOOPBACK_HTTP.test(address)) return later(strings.invalid.addressHttps);
  return url.username === '' && url.password === '' ? undefined : now(strings.invalid.addressUser);
}

/** RFC 8414 section 2: https, without query and fragment. */
export function checkIssuer(issuer: string): Invalid | undefined {
  if (issuer === '') return later(strings.invalid.issuerMissing);
  return /[?#]/.test(issuer) ? now(strings.invalid.addressQuery) : checkAddress(issuer);
}

/** Client secrets pass through it, so plain http must stay on this machine, as with a port-forward. */
export function checkAdminUrl(address: string): Invalid | undefined {
  if (address === '' || /^http:\/\/localhost([:/]|$)/.test(address)) return undefined;
  return /[?#]/.test(address) ? now(strings.invalid.addressQuery) : checkAddress(address);
}

/** RFC 6749 section 3.3: printable ASCII without the quote and the backslash. */
export function checkScopes(scopes: string): Invalid | undefined {
  return SCOPES.test(scopes) ? undefined : now(strings.invalid.scopeChars);
}

/** RFC 8252 section 7.3: a loopback address, not a name. */
export function checkRedirect(uri: string): Invalid | undefined {
  const fine = uri === '' || (LOOPBACK_HTTP.test(uri) && URL.canParse(uri));
  return fine ? undefined : later(strings.invalid.redirectLoopback);
}

export function checkClientId(clientId: string, values: Values): Invalid | undefined {
  const secrets = [values['client_secret'], values['private_key']];
  const lacks = clientId === '' && secrets.some((value) => (value ?? '') !== '');
  return lacks ? later(strings.invalid.clientIdMissing) : undefined;
}
