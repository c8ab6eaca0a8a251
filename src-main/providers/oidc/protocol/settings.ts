/** What a person configures for an OpenID or OAuth provider. Checks form only; discovery finds out whether the server agrees. */
import { z } from 'zod';
import { SCOPE } from '../../../../src-shared/ascii.ts';
import { issuerProblem, storedIssuer } from './issuer.ts';

const DEFAULT_SCOPES = ['openid', 'offline_access'];

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
  })
  .transform(storedIssuer);

const Endpoint = z
  .string()
  .trim()
  .max(2048)
  .refine(
    (address) => issuerProblem(address.split('?', 1)[0] ?? '', true) === undefined,
    'an endpoint is an https address',
  );

const ENDPOINTS = {
  authorization_endpoint: Endpoint.optional(),
  token_endpoint: Endpoint.optional(),
  device_authorization_endpoint: Endpoint.optional(),
  revocation_endpoint: Endpoint.optional(),
  userinfo_endpoint: Endpoint.optional(),
};

/** In the settings: no `prompt` at all. */
export const NO_PROMPT = 'omit';

/** `login consent`, but `none` and our own word only alone. */
const Prompt = z
  .string()
  .trim()
  .regex(
    new RegExp(
      `^(?:${NO_PROMPT}|none|(?:login|consent|select_account|create)(?: (?:login|consent|select_account|create))*)$`,
    ),
    `the prompt is ${NO_PROMPT}, login, consent, select_account or several of these but the first`,
  );

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
  /** Each in place of what the server publishes. */
  ...ENDPOINTS,
  /** The same in one object, as presets have them. */
  endpoints: z.strictObject({ ...ENDPOINTS, token_endpoint: Endpoint }).optional(),
  /** Sent as `prompt` to the sign-in page. Absent: what serves, see protocol/prompt.ts. */
  prompt: Prompt.optional(),
  /** Seconds added to the server's interval, for servers that count more strictly than they say. */
  poll_margin: z.int().min(0).max(60).optional(),
});
export type OidcSettings = z.infer<typeof OidcSettings>;

export type Endpoints = { readonly [name in keyof typeof ENDPOINTS]?: string | undefined };

/** What is configured in place of metadata; undefined: nothing. */
export function endpointsOf(settings: OidcSettings): Endpoints | undefined {
  const names = Object.keys(ENDPOINTS) as (keyof typeof ENDPOINTS)[];
  const single = Object.fromEntries(
    names.flatMap((name) => (settings[name] === undefined ? [] : [[name, settings[name]]])),
  );
  const all: Endpoints = { ...settings.endpoints, ...single };
  return Object.keys(all).length === 0 ? undefined : all;
}

/**
 * The minimum (RFC 9700 section 2.3): who it is, and a refresh token. The person's own scopes are requested as they
 * are; of ours, only those that the server lists, if it lists any (RFC 8414 section 2).
 */
export function wantedScopes(settings: OidcSettings, supported: readonly string[] | undefined): string[] {
  const wanted = settings.scopes ?? DEFAULT_SCOPES.filter((scope) => supported?.includes(scope) ?? true);
  return [...new Set(wanted)];
}
