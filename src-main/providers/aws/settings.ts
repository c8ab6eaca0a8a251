/** What a person configures for AWS IAM Identity Center, and what follows from that alone. Sends nothing. */

import { z } from 'zod';
import { SCOPE } from '../../../src-shared/ascii.ts';
import { REGION } from '../../../src-shared/names.ts';
import type { Role } from '../../core/profile.ts';
import { Endpoint } from '../cloud/endpoints.ts';
import { normalStartUrl, startUrlProblem } from './start-url.ts';

/** Registered without a port and used with a free one (RFC 8252 section 7.3); the service accepts no other host. */
export const REDIRECT_URI = 'http://127.0.0.1/oauth/callback';
/** Without a scope the service issues no refresh token. */
const DEFAULT_SCOPES = ['sso:account:access'];

export const Region = z
  .string()
  .trim()
  .toLowerCase()
  .regex(REGION, 'a region looks like eu-central-1 or us-gov-west-1');

const StartUrl = z
  .string()
  .trim()
  .min(1)
  .max(2048)
  .superRefine((text, issue) => {
    const problem = startUrlProblem(text, true);
    if (problem) issue.addIssue({ code: 'custom', message: problem });
  });

const Scope = z.string().regex(SCOPE, 'a scope has no spaces; give one scope at a time');

export const AwsSettings = z
  .strictObject({
    start_url: StartUrl,
    /** Of the Identity Center instance. May be absent if the start URL contains it. */
    region: Region.optional(),
    /** An empty list is the legacy sign-in: 8 hours and no refresh token. */
    scopes: z.array(Scope).max(100).optional(),
    fips: z.boolean().optional(),
    dualstack: z.boolean().optional(),
    /** Keep ~/.aws/sso/cache filled with the access token, in plaintext (adapters/aws/cache-bridge.ts). */
    cache_bridge: z.boolean().optional(),
    /** For the cache bridge: the sso-session's name in AWS's configuration, if it is not the profile's. */
    sso_session: z
      .string()
      .min(1)
      .max(256)
      .regex(/^[^\p{C}\p{Zl}\p{Zp}]+$/u, 'a session has no control characters in its name')
      .optional(),
    oidc_endpoint: Endpoint.optional(),
    portal_endpoint: Endpoint.optional(),
    /** An administrator's application that restricts what this client may do. */
    entitled_application_arn: z
      .string()
      .regex(
        /^arn:aws[a-z-]*:sso:[\x21-\x7e]{1,1200}$/,
        'the ARN must look like arn:aws:sso::123456789012:application/…',
      )
      .optional(),
  })
  .superRefine(({ oidc_endpoint, portal_endpoint, fips, dualstack }, issue) => {
    if (oidc_endpoint === undefined && portal_endpoint === undefined) return;
    const name = oidc_endpoint === undefined ? 'portal_endpoint' : 'oidc_endpoint';
    const message = 'a custom endpoint cannot be combined with fips or dualstack';
    if (fips || dualstack) issue.addIssue({ code: 'custom', path: [name], message });
  });
export type AwsSettings = z.infer<typeof AwsSettings>;

export function wantedScopes({ scopes }: AwsSettings): string[] {
  return [...new Set(scopes ?? DEFAULT_SCOPES)];
}

/** The directory or alias that people know their portal by: `AWS d-1234567890`, `AWS my-company`. */
export function displayName({ start_url: startUrl }: Pick<AwsSettings, 'start_url'>): string {
  const { host, hostname, pathname } = new URL(startUrl);
  const inPath = /^\/(?:directory\/(?=[\w-])|(?=ssoins-))([\w-]{1,64})/.exec(pathname)?.[1];
  if (inPath !== undefined) return `AWS ${inPath}`;
  const own = /^([\w-]{1,64})\.(awsapps\.(com|cn)|portal\.[\w-]+\.app\..+|[\w-]+\.portal\.amazonaws\..+)$/.exec(
    hostname,
  )?.[1];
  return `AWS ${own ?? host}`;
}

/**
 * Another portal, region or endpoint means another sign-in, since a token goes there. FIPS and dual-stack hosts are
 * other doors of the same service; scopes affect the next sign-in.
 */
export function signInKey(settings: AwsSettings): string {
  const { start_url, region, oidc_endpoint, portal_endpoint } = settings;
  return JSON.stringify([normalStartUrl(start_url), region ?? null, oidc_endpoint ?? null, portal_endpoint ?? null]);
}

/** The access portal's shortcut link to the console of an account in a role. */
export function consoleUrl({ start_url: startUrl }: AwsSettings, { account_id, role_id }: Role): string {
  const query = `account_id=${encodeURIComponent(account_id)}&role_name=${encodeURIComponent(role_id)}`;
  return `${normalStartUrl(startUrl)}/#/console?${query}`;
}
