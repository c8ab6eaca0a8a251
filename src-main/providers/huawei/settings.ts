/** What a person configures for Huawei Cloud IAM Identity Center, and what follows from that alone. Sends nothing. */
import { z } from 'zod';
import { Endpoint } from '../cloud/endpoints.ts';
import { nearestRegions, REGIONS } from './regions.ts';
import { directoryIn, normalStartUrl, startUrlProblem } from './start-url.ts';

/** The documented one. */
const DEFAULT_SCOPES = ['openid'];
const START_URL_HINT = 'Copy the user portal URL from the IAM Identity Center console (Settings), or ask for it.';

const Region = z
  .string()
  .trim()
  .toLowerCase()
  .superRefine((region, issue) => {
    if (REGIONS.includes(region)) return;
    const nearest = nearestRegions(region).join(', ');
    const message = `'${region.slice(0, 40)}' is not a region with IAM Identity Center; similar ones: ${nearest}`;
    const hint = `Set --region to the region of the Identity Center, one of ${REGIONS.join(', ')}.`;
    issue.addIssue({ code: 'custom', message, params: { hint } });
  });

const Scope = z.string().superRefine((scope, issue) => {
  if (/^[A-Za-z0-9_-]{1,64}$/.test(scope)) return;
  const shown = `'${scope.slice(0, 64)}'`;
  const message = scope.includes(':')
    ? `${shown} is the wrong kind of scope: AWS scope names, with a colon, do not work here`
    : `${shown} cannot be a scope: 1 to 64 letters, digits, underscores or hyphens`;
  issue.addIssue({ code: 'custom', message, params: { hint: 'Use --scope openid, or leave out the scopes.' } });
});

export const HuaweiSettings = z
  .strictObject({
    start_url: z.string().trim().min(1).max(2048),
    /** Of the Identity Center, not of the resources that you work with. */
    region: Region,
    scopes: z.array(Scope).max(100).optional(),
    oidc_endpoint: Endpoint.optional(),
    portal_endpoint: Endpoint.optional(),
  })
  .superRefine(({ start_url, oidc_endpoint }, issue) => {
    const message = startUrlProblem(start_url, oidc_endpoint !== undefined);
    if (message === undefined) return;
    const hint = message.includes('AWS portal') ? 'Add the profile with --provider aws.' : START_URL_HINT;
    issue.addIssue({ code: 'custom', path: ['start_url'], message, params: { hint } });
  });
export type HuaweiSettings = z.infer<typeof HuaweiSettings>;

export function wantedScopes({ scopes }: HuaweiSettings): string[] {
  return [...new Set(scopes ?? DEFAULT_SCOPES)];
}

/** The directory that people know their portal by: `Huawei Cloud d-47f958c067`. */
export function displayName({ start_url: startUrl }: Pick<HuaweiSettings, 'start_url'>): string {
  return `Huawei Cloud ${directoryIn(startUrl) ?? new URL(startUrl).host}`;
}

/** Another portal, region or endpoint means another sign-in, since a token goes there; scopes affect the next one. */
export function signInKey({ start_url, region, oidc_endpoint, portal_endpoint }: HuaweiSettings): string {
  return JSON.stringify([normalStartUrl(start_url), region, oidc_endpoint ?? null, portal_endpoint ?? null]);
}
