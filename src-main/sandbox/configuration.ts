/**
 * The sandbox's provider configuration: sign-in with a code and in the browser, rotation, and tokens short-lived enough to
 * watch a refresh.
 */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { OidcContext } from 'oidc-provider';
import { codePage, confirmPage, donePage, errorPage, PERSON } from './pages.ts';
import { Store } from './store.ts';

const TOKEN_LIFE_S = 120;
const DAY_S = 86_400;

function html(context: OidcContext, text: string): void {
  context.type = 'html';
  context.body = text;
}

const deviceFlow = {
  enabled: true,
  async userCodeInputSource(context: OidcContext, form: string, _out: unknown, error?: Error) {
    const problem =
      error?.name === 'AbortedError' ? 'The sign-in was cancelled.' : 'That code is wrong or no longer valid.';
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
    html(context, donePage());
  },
};

interface Owned {
  readonly clientId: string;
}

const features = {
  devInteractions: { enabled: false },
  rpInitiatedLogout: { enabled: false },
  deviceFlow,
  registration: { enabled: true },
  registrationManagement: { enabled: true, rotateRegistrationAccessToken: true },
  revocation: {
    enabled: true,
    allowedPolicy: async (_: unknown, client: Owned, token: Owned) => client.clientId === token.clientId,
  },
  userinfo: { enabled: true },
};

export function configuration(): Record<string, unknown> {
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
  const account = { accountId: PERSON.sub, claims: async () => ({ ...PERSON, email_verified: true }) };
  return {
    adapter: new Store().adapter,
    jwks: { keys: [{ ...key, alg: 'RS256', use: 'sig', kid: 'sandbox' }] },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    scopes: ['openid', 'offline_access', 'profile', 'email'],
    claims: { openid: ['sub', 'name', 'preferred_username'], profile: ['name'], email: ['email', 'email_verified'] },
    // No userinfo to ask: the ID token says who it is.
    conformIdTokenClaims: false,
    features,
    pkce: { required: () => true },
    rotateRefreshToken: true,
    clientBasedCORS: () => false,
    findAccount: async () => account,
    interactions: { url: async (_: unknown, interaction: { uid: string }) => `/interaction/${interaction.uid}` },
    renderError: async (context: OidcContext, out: { error: string; error_description?: string }) =>
      html(context, errorPage(out.error_description ?? out.error)),
    ttl: {
      AccessToken: () => TOKEN_LIFE_S,
      AuthorizationCode: () => 60,
      DeviceCode: () => 600,
      IdToken: () => 3600,
      RefreshToken: () => DAY_S,
      Interaction: () => 3600,
      Session: () => DAY_S,
      Grant: () => DAY_S,
    },
  };
}
