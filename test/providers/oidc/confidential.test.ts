/**
 * A real OpenID provider in its second strict configuration: confidential clients only, each with a single authentication
 * method, and rotating refresh tokens whose reuse ends the sign-in.
 */

import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Server } from '../../../src-main/core/provider/exchange.ts';
import type { Client, ProfileSecrets, TokenSet } from '../../../src-main/core/provider/provider.ts';
import { secret } from '../../../src-main/core/secret.ts';
import type { OidcSettings } from '../../../src-main/providers/oidc/protocol/settings.ts';
import { oidc } from '../../../src-main/providers/oidc/provider.ts';
import { failure, failureCode, world } from '../../support/engine/provider-world.ts';
import { type OidcServer, startOidcServer } from '../../support/oidc/server.ts';

const REDIRECT = 'http://127.0.0.1:49152/callback';
// With characters that must be encoded for Basic (RFC 6749 section 2.3.1).
const CLIENT_SECRET = 'p%s+w/o:r d&e=~-0123456789';
const { context, logged } = world();

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const ed25519 = generateKeyPairSync('ed25519').privateKey;
const pem = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString();
const jwk = (key: KeyObject, alg: string) => JSON.stringify({ ...key.export({ format: 'jwk' }), alg, kid: alg });

function publicJwk(key: KeyObject, alg: string) {
  const { kty, crv, n, e, x, y } = key.export({ format: 'jwk' });
  return { kty, crv, n, e, x, y, alg, kid: alg, use: 'sig' };
}

const byKey = (key: KeyObject, alg: string, text: string) => ({
  registered: {
    token_endpoint_auth_method: 'private_key_jwt',
    token_endpoint_auth_signing_alg: alg,
    jwks: { keys: [publicJwk(key, alg)] },
  },
  method: 'private_key_jwt' as const,
  secrets: { privateKey: secret(text) },
});
const bySecret = (method: 'client_secret_basic' | 'client_secret_post') => ({
  registered: { token_endpoint_auth_method: method, client_secret: CLIENT_SECRET },
  method,
  secrets: { clientSecret: secret(CLIENT_SECRET) },
});

interface Way {
  readonly registered: Readonly<Record<string, unknown>>;
  readonly method: NonNullable<OidcSettings['token_endpoint_auth_method']>;
  readonly secrets: ProfileSecrets;
}

/** By client ID. */
const WAYS: Readonly<Record<string, Way>> = {
  'basic:client id': bySecret('client_secret_basic'),
  'post-client': bySecret('client_secret_post'),
  'rs256-client': byKey(rsa, 'RS256', pem(rsa)),
  'ps256-client': byKey(rsa, 'PS256', jwk(rsa, 'PS256')),
  'es256-client': byKey(p256, 'ES256', pem(p256)),
  'eddsa-client': byKey(ed25519, 'EdDSA', jwk(ed25519, 'EdDSA')),
};
const NAMES = Object.keys(WAYS);

let op: OidcServer;
let server: Server;

beforeAll(async () => {
  const shared = {
    application_type: 'native',
    grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'authorization_code', 'refresh_token'],
    redirect_uris: ['http://127.0.0.1/callback'],
    response_types: ['code'],
  };
  const algorithms = ['RS256', 'PS256', 'ES256', 'EdDSA'];
  op = await startOidcServer({
    rotate: 'always',
    features: { registration: { enabled: false }, registrationManagement: { enabled: false } },
    clients: Object.entries(WAYS).map(([client_id, { registered }]) => ({ client_id, ...shared, ...registered })),
    configuration: {
      // No public clients.
      clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'private_key_jwt'],
      enabledJWA: { clientAuthSigningAlgValues: algorithms },
    },
  });
  server = await oidc.discover(context, { issuer: op.issuer });
});
afterAll(() => op.close());

interface Desk {
  readonly settings: OidcSettings;
  readonly client: Client;
}

function deskOf(id: string, changes: Partial<Way> = {}): Desk {
  const way = WAYS[id];
  if (!way) throw new Error(`no client ${id}`);
  const { method, secrets } = { ...way, ...changes };
  const settings = { issuer: op.issuer, client_id: id, token_endpoint_auth_method: method };
  const client = oidc.configuredClient(server, settings, secrets);
  if (!client) throw new Error('no configured client');
  return { settings, client };
}

async function byDevice({ settings, client }: Desk): Promise<TokenSet> {
  const device = await oidc.startDevice({ context, server, settings, client });
  await op.approveDevice(device.userCode);
  const poll = await oidc.pollDevice({ context, server, settings, client }, device);
  if (poll.kind !== 'tokens') throw new Error(`still ${poll.kind}`);
  return poll.tokens;
}

async function inBrowser({ settings, client }: Desk): Promise<TokenSet> {
  const request = await oidc.authorizationRequest({ context, server, settings, client }, REDIRECT);
  const end = new URL(await op.answerLink(request.url));
  return oidc.redeemCode({ context, server, settings, client }, request, end.searchParams, REDIRECT);
}

const renew = async ({ settings, client }: Desk, { refreshToken }: TokenSet) => {
  if (!refreshToken) throw new Error('no refresh token');
  return (await oidc.refresh({ context, server, settings, client }, refreshToken)).tokens();
};

it('accepts and registers no public clients', async () => {
  expect(server.metadata['token_endpoint_auth_methods_supported']).not.toContain('none');
  const settings = { issuer: op.issuer };
  expect(await failureCode(oidc.register({ context, server, settings }, 'device', {}))).toBe('registration_disabled');
});

describe.each(NAMES)('F38: %s', (id) => {
  it('signs in with a device code, refreshes three times with rotation, and signs out', async () => {
    const desk = deskOf(id);
    let tokens = await byDevice(desk);
    expect(tokens.identity?.subject).toBe('ada');
    const seen = new Set([tokens.refreshToken?.reveal()]);
    for (let round = 0; round < 3; round += 1) {
      tokens = await renew(desk, tokens);
      seen.add(tokens.refreshToken?.reveal());
    }
    expect(seen.size).toBe(4);
    expect(seen).not.toContain(undefined);
    expect(await oidc.identify?.({ context, server, settings: desk.settings }, tokens.accessToken)).toMatchObject({
      subject: 'ada',
    });
    expect(await oidc.revoke({ context, server, ...desk }, tokens)).toBe('revoked');
    expect(await failureCode(renew(desk, tokens))).toBe('sign_in_needed');
  });

  it('signs in through the browser; a refresh token used twice ends the sign-in', async () => {
    const desk = deskOf(id);
    const first = await inBrowser(desk);
    const second = await renew(desk, first);
    expect(await failureCode(renew(desk, first))).toBe('sign_in_needed');
    expect(await failureCode(renew(desk, second))).toBe('sign_in_needed');
  });
});

describe('F39: wrong client authentication is reported as client_rejected and does not end the sign-in', () => {
  const other = secret(pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey));
  const basic = { method: 'client_secret_basic' as const, secrets: { clientSecret: secret(CLIENT_SECRET) } };
  it.each<[string, string, Partial<Way>]>([
    // This server accepts a secret both with Basic and in the body; Hydra does not, see hydra/provider.test.ts.
    ['a secret where a key is registered', 'rs256-client', basic],
    [
      'a key where a secret is registered',
      'post-client',
      { method: 'private_key_jwt', secrets: { privateKey: other } },
    ],
    ['a key other than the registered one', 'es256-client', { secrets: { privateKey: other } }],
    ['RS256 where PS256 is registered', 'ps256-client', { secrets: { privateKey: secret(pem(rsa)) } }],
    ['nothing at all', 'eddsa-client', { method: 'none', secrets: {} }],
    ['another secret', 'basic:client id', { secrets: { clientSecret: secret('not-the-secret') } }],
  ])('%s', async (_name, id, wrong) => {
    const right = deskOf(id);
    const tokens = await inBrowser(right);
    const desk = deskOf(id, wrong);
    const refused = await failure(renew(desk, tokens));
    expect(refused.code).toBe('client_rejected');
    expect(refused.message).toContain(server.displayName);
    const started = await failure(oidc.startDevice({ context, server, settings: desk.settings, client: desk.client }));
    expect(started.code).toBe('client_rejected');
    expect((await renew(right, tokens)).refreshToken).toBeDefined();
  });
});

it('F50: neither a secret nor a key is in a log line, an address or a serialized value', () => {
  const bodies = op.traffic.requests.map(({ path, form }) => `${path} ${form.get('client_assertion') ?? ''}`);
  const shown = [...logged, ...bodies, JSON.stringify(NAMES.map((id) => deskOf(id)))].join('\n');
  const keys = [rsa, p256, ed25519].map((key) => key.export({ format: 'jwk' }).d ?? '');
  expect(keys.every((key) => key.length > 40)).toBe(true);
  expect([CLIENT_SECRET, ...keys].filter((value) => shown.includes(value))).toEqual([]);
});
