/** What a person configures for an OpenID or OAuth provider. Checks form only; discovery finds out whether the server agrees. */
import { z } from 'zod';
import { SCOPE } from '../../../../src-shared/ascii.ts';
import { isLoopback } from '../../shared/address.ts';

const DEFAULT_SCOPES = ['openid', 'offline_access'];

/** Says what is wrong with an issuer, or undefined. RFC 8414 section 2: https, no query, no fragment. */
export function issuerProblem(issuer: string, allowLoopbackHttp: boolean): string | undefined {
  if (!URL.canParse(issuer)) return `"${issuer.slice(0, 200)}" is not an address`;
  const url = new URL(issuer);
  if (url.username || url.password) return 'the issuer must not contain a user name or password';
  // An empty query or fragment also counts: looked for in the text, since URL drops it.
  if (issuer.includes('?') || issuer.includes('#')) return `the issuer ${issuer} must have no query and no fragment`;
  if (url.protocol === 'https:') return undefined;
  if (url.protocol === 'http:' && isLoopback(url) && allowLoopbackHttp) return undefined;
  return `the issuer ${issuer} must start with https://`;
}

// RFC 8252 sections 7.3 and 8.3: a loopback IP literal, never `localhost`; the port may vary.
function isLoopbackRedirect(text: string): boolean {
  if (!URL.canParse(text) || /[?#]/.test(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  return protocol === 'http:' && (hostname === '127.0.0.1' || hostname === '[::1]') && username + password === '';
}

const Scope = z.string().regex(SCOPE, 'a scope has no spaces; give one scope at a time');

const Issuer = z
  .string()
  .trim()
  .min(1)
  .max(2048)
  .superRefine((issuer, issue) => {
    // Whether http on loopback is accepted depends on the mode; discovery decides it.
    const problem = issuerProblem(issuer, true);
    if (problem) issue.addIssue({ code: 'custom', message: problem, params: { code: 'issuer_invalid' } });
  });

const Endpoint = z
  .string()
  .trim()
  .max(2048)
  .refine(
    (address) => issuerProblem(address.split('?', 1)[0] ?? '', true) === undefined,
    'an endpoint is an https address',
  );

/** For a server that publishes no metadata; then nothing is discovered. */
const Endpoints = z.strictObject({
  token_endpoint: Endpoint,
  authorization_endpoint: Endpoint.optional(),
  device_authorization_endpoint: Endpoint.optional(),
  revocation_endpoint: Endpoint.optional(),
  userinfo_endpoint: Endpoint.optional(),
});

export const OidcSettings = z.strictObject({
  issuer: Issuer,
  client_id: z
    .string()
    .regex(/^[\x20-\x7e]{1,10240}$/, 'a client id has only printable characters')
    .optional(),
  scopes: z.array(Scope).max(100).optional(),
  redirect_uri: z
    .string()
    .max(2048)
    .refine(isLoopbackRedirect, 'the redirect must look like http://127.0.0.1/callback or http://[::1]/callback')
    .optional(),
  token_endpoint_auth_method: z
    .enum(['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'], {
      error: 'the method must be none, client_secret_basic, client_secret_post or private_key_jwt',
    })
    .optional(),
  /** Sent as `audience` if a provider issues tokens for one API at a time. */
  audience: z.string().min(1).max(2048).optional(),
  endpoints: Endpoints.optional(),
  /** Seconds added to the server's interval, for servers that count more strictly than they say. */
  poll_margin: z.int().min(0).max(60).optional(),
});
export type OidcSettings = z.infer<typeof OidcSettings>;

/**
 * The minimum (RFC 9700 section 2.3): who it is, and a refresh token. The person's own scopes are requested as they
 * are; of ours, only those that the server lists, if it lists any (RFC 8414 section 2).
 */
export function wantedScopes(settings: OidcSettings, supported: readonly string[] | undefined): string[] {
  const wanted = settings.scopes ?? DEFAULT_SCOPES.filter((scope) => supported?.includes(scope) ?? true);
  return [...new Set(wanted)];
}
