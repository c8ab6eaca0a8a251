/** The engine's provider for the simulated servers: every request goes through `context.fetch`, with small JSON messages both ways. */

import { z } from 'zod';
import { LatchkeyError } from '../../../src-main/core/errors.ts';
import type { Exchange, ProviderContext, Server } from '../../../src-main/core/provider/exchange.ts';
import type {
  AuthorizationRequest,
  Client,
  DeviceAuthorization,
  Provider,
  TokenSet,
} from '../../../src-main/core/provider/provider.ts';
import { secret } from '../../../src-main/core/secret.ts';
import { polled } from '../../../src-main/providers/shared/given.ts';
import { VISIBLE } from '../../../src-shared/ascii.ts';
import { present } from '../../../src-shared/present.ts';
import { type Message, SECRET_MARK } from './server-types.ts';

const Settings = z.object({ issuer: z.string(), scopes: z.array(z.string()).optional() });
type Settings = z.infer<typeof Settings>;

const TERMINAL: Readonly<Record<string, ConstructorParameters<typeof LatchkeyError>[0]>> = {
  invalid_grant: 'sign_in_needed',
  invalid_client: 'client_rejected',
  invalid_token: 'client_rejected',
  access_denied: 'sign_in_denied',
  expired_token: 'code_expired',
};

type Body = Readonly<Record<string, unknown>>;

async function ask(context: ProviderContext, issuer: string, message: Message): Promise<Body> {
  const { host } = new URL(issuer);
  const response = await context.fetch(`${issuer}/${message.op}`, { method: 'POST', body: JSON.stringify(message) });
  if (response.status >= 500) throw new LatchkeyError('provider_error', `${host} answered ${response.status}.`);
  const body = parsed(await response.text());
  if (!body) throw new LatchkeyError('provider_error', `${host} did not answer with JSON.`);
  if (response.status < 300) return body;
  const error = String(body['error']);
  if (error === 'interaction_required')
    throw new LatchkeyError('sign_in_needed', `${host} wants the person.`, { grantStays: true });
  throw new LatchkeyError(TERMINAL[error] ?? 'provider_refused', `${host} refused: ${error}.`);
}

function parsed(text: string): Body | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Body) : undefined;
  } catch {
    return undefined;
  }
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

function needed(value: unknown, name: string): string {
  if (typeof value === 'string') return value;
  throw new LatchkeyError('provider_error', `The answer lacks ${name}.`);
}

function credentials(client: Client): { client_id: string; client_secret?: string } {
  return { client_id: client.clientId, ...(client.clientSecret && { client_secret: client.clientSecret.reveal() }) };
}

function givenIn(body: Body) {
  const refresh = text(body['refresh_token']);
  const refreshLifetimeS = number(body['refresh_expires_in']);
  return present({ refreshToken: refresh === undefined ? undefined : secret(refresh), refreshLifetimeS });
}

function tokenSet(body: Body): TokenSet {
  const accessToken = needed(body['access_token'], 'access_token');
  if (!VISIBLE.test(accessToken)) throw new LatchkeyError('provider_error', 'The access token cannot be used.');
  if (body['token_type'] !== undefined) throw new LatchkeyError('provider_refused', 'The token is of another kind.');
  const subject = text(body['sub']);
  return {
    accessToken: secret(accessToken),
    ...present({ lifetimeS: number(body['expires_in']), identity: subject === undefined ? undefined : { subject } }),
    ...givenIn(body),
  };
}

function clientOf(body: Body, server: Server): Client {
  const clientSecret = text(body['client_secret']);
  const endsS = number(body['client_secret_expires_at']) ?? 0;
  const accessToken = text(body['registration_access_token']);
  const uri = text(body['registration_client_uri']);
  return {
    source: 'registered',
    clientId: needed(body['client_id'], 'client_id'),
    ...(clientSecret && { clientSecret: secret(clientSecret) }),
    authMethod: clientSecret ? 'client_secret_post' : 'none',
    flows: server.flows,
    ...(endsS > 0 && { secretExpiresAtMs: endsS * 1000 }),
    ...(accessToken && uri && { registrationAccessToken: secret(accessToken), registrationClientUri: uri }),
    metadata: {},
  };
}

async function manage({ context, server, client }: Exchange, op: string): Promise<Client> {
  const token = client.registrationAccessToken?.reveal();
  return clientOf(await ask(context, server.issuer, { op, registration_access_token: token }), server);
}

export const simulatedProvider: Provider<Settings> = {
  kind: 'sim',
  title: 'Simulated',
  settings: Settings,
  displayName: ({ issuer }) => new URL(issuer).host,
  redirectUri: () => 'http://127.0.0.1:0/callback',
  signInKey: ({ issuer }) => issuer,

  async discover(context, { issuer }) {
    const body = await ask(context, issuer, { op: 'discover' });
    if (body['issuer'] !== issuer) throw new LatchkeyError('issuer_mismatch', `${issuer} names another issuer.`);
    const flows = z.array(z.enum(['device', 'browser'])).parse(body['flows']);
    return { issuer, displayName: new URL(issuer).host, flows, metadata: {} };
  },

  configuredClient: () => undefined,
  register: async ({ context, server }) => clientOf(await ask(context, server.issuer, { op: 'register' }), server),
  readRegistration: (exchange) => manage(exchange, 'read'),
  updateRegistration: (exchange) => manage(exchange, 'update'),
  async deleteRegistration({ context, server, client }) {
    const token = client.registrationAccessToken?.reveal();
    await ask(context, server.issuer, { op: 'delete', registration_access_token: token });
    return 'gone';
  },

  async startDevice({ context, server, client }): Promise<DeviceAuthorization> {
    const body = await ask(context, server.issuer, { op: 'device', ...credentials(client) });
    const complete = text(body['verification_uri_complete']);
    return {
      deviceCode: secret(needed(body['device_code'], 'device_code')),
      userCode: needed(body['user_code'], 'user_code'),
      verificationUri: needed(body['verification_uri'], 'verification_uri'),
      ...(complete && { verificationUriComplete: complete }),
      expiresInS: number(body['expires_in']) ?? 0,
      intervalS: number(body['interval']) ?? 5,
    };
  },

  async pollDevice({ context, server, client }, device) {
    const message = { op: 'poll', ...credentials(client), device_code: device.deviceCode.reveal() };
    try {
      const body = await ask(context, server.issuer, message);
      return await polled(() => tokenSet(body));
    } catch (error) {
      if (!(error instanceof LatchkeyError) || error.code !== 'provider_refused') throw error;
      if (error.message.endsWith(' authorization_pending.')) return { kind: 'pending' };
      if (error.message.endsWith(' slow_down.')) return { kind: 'slow-down' };
      throw error;
    }
  },

  async authorizationRequest({ context, server, client }, redirectUri): Promise<AuthorizationRequest> {
    const hex = (count: number) => Array.from(context.random.bytes(count), (byte) => byte.toString(16)).join('');
    const state = hex(16);
    const query = new URLSearchParams({ client_id: client.clientId, redirect_uri: redirectUri, state });
    return {
      url: `${server.issuer}/authorize?${query}`,
      codeVerifier: secret(`${SECRET_MARK}verifier_${hex(16)}`),
      state,
    };
  },

  async redeemCode({ context, server, client }, request, query, redirectUri) {
    if (query.has('error')) throw new LatchkeyError('sign_in_denied', 'The request was refused in the browser.');
    const code = query.get('code') ?? '';
    const verifier = request.codeVerifier.reveal();
    const message = { op: 'redeem', ...credentials(client), code, redirect_uri: redirectUri, verifier };
    return tokenSet(await ask(context, server.issuer, message));
  },

  async refresh({ context, server, client }, refreshToken) {
    const message = { op: 'refresh', ...credentials(client), refresh_token: refreshToken.reveal() };
    const body = await ask(context, server.issuer, message);
    return { ...givenIn(body), tokens: async () => tokenSet(body) };
  },

  async revoke({ context, server, client }, { refreshToken, accessToken }) {
    const token = (refreshToken ?? accessToken)?.reveal();
    try {
      await ask(context, server.issuer, { op: 'revoke', ...credentials(client), token });
      return 'revoked';
    } catch (error) {
      if (error instanceof LatchkeyError && error.message.endsWith(' not_found.')) return 'unsupported';
      throw error;
    }
  },

  async identify({ context, server }, accessToken) {
    const body = await ask(context, server.issuer, { op: 'userinfo', access_token: accessToken.reveal() });
    return { subject: needed(body['sub'], 'sub') };
  },
};
