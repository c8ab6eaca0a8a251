/** How the test provider is set up: every flow that Latchkey speaks, refresh tokens that rotate on each use, short access tokens. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { OidcContext } from 'oidc-provider';
import { codePage, confirmPage, donePage, errorPage } from './pages.ts';
import type { OidcStore } from './store.ts';

export interface OidcServerOptions {
  /** Seconds; 60 by default. */
  readonly accessTokenTtlS?: number;
  /** Seconds; 600 by default. */
  readonly deviceCodeTtlS?: number;
  /** Seconds; 30 days by default. */
  readonly refreshTokenTtlS?: number;
  /** `always` (default): each refresh gives a new token and the old one is dead; its reuse ends the sign-in. */
  readonly rotate?: 'always' | 'never';
  /** Seconds between polls as announced; not announced by default, which means 5. */
  readonly deviceInterval?: number;
  /** Merged over the provider's features, e.g. `{registration: {enabled: false}}`. */
  readonly features?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Clients that exist from the start (RFC 7591 members). */
  readonly clients?: readonly Readonly<Record<string, unknown>>[];
  /** More claims of each account, e.g. `{name: 'Ada'}`. */
  readonly claims?: (account: string) => Readonly<Record<string, unknown>>;
  /** Registration wants this bearer token. */
  readonly initialAccessToken?: string;
  readonly port?: number;
  /** Merged over the whole configuration of oidc-provider. */
  readonly configuration?: Readonly<Record<string, unknown>>;
}

const DAY_S = 86_400;
let signingKey: object | undefined;

/** Made once a process: an RSA key takes a tenth of a second. */
function jwk(): object {
  signingKey ??= {
    ...generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }),
    alg: 'RS256',
    use: 'sig',
    kid: 'test',
  };
  return signingKey;
}

const clientName = (context: OidcContext): string =>
  context.oidc?.client?.clientName ?? context.oidc?.client?.clientId ?? 'an application';

function html(context: OidcContext, text: string): void {
  context.type = 'html';
  context.body = text;
}

const deviceFlow = {
  enabled: true,
  async userCodeInputSource(context: OidcContext, form: string, _out: unknown, error?: Error & { userCode?: string }) {
    const wrongCode = error?.userCode !== undefined || error?.name === 'NoCodeError';
    const interrupted = error?.name === 'AbortedError' ? 'The sign-in was cancelled.' : 'That did not work.';
    const problem = wrongCode ? 'That code is wrong or no longer valid.' : interrupted;
    html(context, codePage(form, error === undefined ? undefined : problem));
  },
  async userCodeConfirmSource(
    context: OidcContext,
    form: string,
    client: { clientName?: string },
    _info: unknown,
    code: string,
  ) {
    html(context, confirmPage(form, client.clientName ?? 'An application', code));
  },
  async successSource(context: OidcContext) {
    html(context, donePage(clientName(context)));
  },
};

function accountOf(id: string, claims: OidcServerOptions['claims']) {
  const name = id.slice(0, 1).toUpperCase() + id.slice(1);
  const known = { sub: id, name, preferred_username: id, email: `${id}@example.com`, email_verified: true };
  return { accountId: id, claims: async () => ({ ...known, ...claims?.(id) }) };
}

function features(options: OidcServerOptions): Record<string, unknown> {
  const chosen: Record<string, Record<string, unknown>> = {
    devInteractions: { enabled: false },
    rpInitiatedLogout: { enabled: false },
    deviceFlow,
    registration: { enabled: true, initialAccessToken: options.initialAccessToken ?? false },
    registrationManagement: { enabled: true, rotateRegistrationAccessToken: true },
    revocation: {
      enabled: true,
      allowedPolicy: async (_: unknown, client: Owned, token: Owned) => client.clientId === token.clientId,
    },
    introspection: { enabled: true, allowedPolicy: async () => true },
    userinfo: { enabled: true },
  };
  for (const [name, members] of Object.entries(options.features ?? {})) {
    chosen[name] = { ...chosen[name], ...members };
  }
  return chosen;
}

interface Owned {
  readonly clientId: string;
}

export function oidcConfiguration(options: OidcServerOptions, store: OidcStore): Record<string, unknown> {
  return {
    adapter: store.adapter,
    jwks: { keys: [jwk()] },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    clients: options.clients ?? [],
    scopes: ['openid', 'offline_access', 'profile', 'email'],
    claims: { openid: ['sub'], profile: ['name', 'preferred_username'], email: ['email', 'email_verified'] },
    features: features(options),
    pkce: { required: () => true },
    rotateRefreshToken: (options.rotate ?? 'always') === 'always',
    clientBasedCORS: () => false,
    findAccount: async (_: unknown, id: string) => accountOf(id, options.claims),
    interactions: { url: async (_: unknown, interaction: { uid: string }) => `/interaction/${interaction.uid}` },
    renderError: async (context: OidcContext, out: { error: string; error_description?: string }) =>
      html(context, errorPage(out.error, out.error_description ?? 'The provider could not do that.')),
    ttl: {
      AccessToken: () => options.accessTokenTtlS ?? 60,
      AuthorizationCode: () => 60,
      DeviceCode: () => options.deviceCodeTtlS ?? 600,
      IdToken: () => 3600,
      RefreshToken: () => options.refreshTokenTtlS ?? 30 * DAY_S,
      Interaction: () => 3600,
      Session: () => 30 * DAY_S,
      Grant: () => 30 * DAY_S,
      ClientCredentials: () => 60,
    },
    ...options.configuration,
  };
}
