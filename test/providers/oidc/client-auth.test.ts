/** How a client with a secret authenticates to servers that decode Basic differently. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Client, ProfileSecrets } from '../../../src-main/core/provider/provider.ts';
import { secret } from '../../../src-main/core/secret.ts';
import { oidc } from '../../../src-main/providers/oidc/provider.ts';
import { failure } from '../../support/engine/provider-world.ts';
import type { Received, Reply } from '../../support/http/scripted-server.ts';
import { context, DEVICE, logged, type Scripted, startScripted } from './scripted.ts';

const TOKENS: Reply = { json: { access_token: 'a', token_type: 'Bearer', refresh_token: 'r' } };
const REJECTED: Reply = { status: 401, json: { error: 'invalid_client' } };
let scripted: Scripted;

beforeEach(async () => {
  scripted = await startScripted();
});
afterEach(() => scripted.http.close());

type Read = (one: Received) => { id: string; clientSecret: string } | undefined;

const basicParts = ({ headers }: Received): [string, string] | undefined => {
  const [, encoded] = /^Basic (\S+)$/.exec(String(headers['authorization'] ?? '')) ?? [];
  const [id = '', clientSecret = ''] = encoded === undefined ? [] : atob(encoded).split(':');
  return encoded === undefined ? undefined : [id, clientSecret];
};

/** RFC 6749 section 2.3.1 to the letter. */
const decoding: Read = (one) => {
  const parts = basicParts(one)?.map((part) => decodeURIComponent(part.replaceAll('+', ' ')));
  return parts && { id: parts[0] ?? '', clientSecret: parts[1] ?? '' };
};
/** The way LemonLDAP::NG and others do it. */
const literal: Read = (one) => {
  const parts = basicParts(one);
  return parts && { id: parts[0], clientSecret: parts[1] };
};
const inBody: Read = ({ form }) =>
  form.has('client_secret')
    ? { id: form.get('client_id') ?? '', clientSecret: form.get('client_secret') ?? '' }
    : undefined;

const ENDPOINTS: Readonly<Record<string, Reply>> = {
  '/token': TOKENS,
  '/revoke': {},
  '/device': {
    json: { device_code: 'd', user_code: 'U', verification_uri: 'https://id.example.com/device', expires_in: 600 },
  },
};

/** Accepts only this client, its credentials read in one of these ways. */
function taking(id: string, clientSecret: string, ...ways: Read[]): void {
  for (const [path, reply] of Object.entries(ENDPOINTS)) {
    scripted.http.routes.set(`POST ${path}`, (one) => {
      const given = ways.map((way) => way(one)).find((found) => found !== undefined);
      return given?.id === id && given.clientSecret === clientSecret ? reply : REJECTED;
    });
  }
}

async function desk(id: string, secrets: ProfileSecrets, changes: Readonly<Record<string, unknown>> = {}) {
  const server = await scripted.server(changes['metadata'] as Record<string, unknown> | undefined);
  const settings = { issuer: scripted.issuer, client_id: id, ...(changes['settings'] as object | undefined) };
  const client = oidc.configuredClient(server, settings, secrets) as Client;
  return { context, server, settings, client };
}
type Desk = Awaited<ReturnType<typeof desk>>;

/** Every request that authenticates the client. */
const PLACES: Readonly<Record<string, (at: Desk) => Promise<unknown>>> = {
  'a device code': (at) => oidc.startDevice(at),
  'a poll': (at) => oidc.pollDevice(at, DEVICE),
  'a code': async (at) => {
    const request = await oidc.authorizationRequest(at, 'http://127.0.0.1:1/callback');
    return oidc.redeemCode(
      at,
      request,
      new URLSearchParams({ code: 'c', state: request.state }),
      'http://127.0.0.1:1/callback',
    );
  },
  'a refresh': (at) => oidc.refresh(at, secret('r')),
  'a revocation': (at) => oidc.revoke(at, { refreshToken: secret('r') }),
};

describe.each(Object.entries(PLACES))('inputs 19: %s', (_name, ask) => {
  it('encodes only what Basic requires', async () => {
    for (const [id, clientSecret, sent] of [
      ['cf-1_x.y~z', 'Se-cr_et.~1', 'cf-1_x.y~z:Se-cr_et.~1'],
      ['id with:colon', "s%c/+ ä!*'()", 'id+with%3Acolon:s%25c%2F%2B+%C3%A4%21%2A%27%28%29'],
    ] as const) {
      taking(id, clientSecret, decoding);
      await ask(await desk(id, { clientSecret: secret(clientSecret) }));
      const authorization = String(scripted.http.received.at(-1)?.headers['authorization']);
      expect(atob(authorization.replace('Basic ', ''))).toBe(sent);
    }
  });

  it('is sent again with the secret in the body, if the server lists both methods', async () => {
    taking('app', 'with/slash', literal, inBody);
    await ask(await desk('app', { clientSecret: secret('with/slash') }));
    const [first, second] = scripted.http.received.filter(({ method }) => method === 'POST').slice(-2);
    expect(first?.form.has('client_secret')).toBe(false);
    expect(second?.form.get('client_secret')).toBe('with/slash');
    expect(second?.headers['authorization']).toBeUndefined();
    expect(logged.join('\n')).not.toContain('with/slash');
  });

  it('is refused after one retry, and the hint names the option', async () => {
    taking('app', 'right', decoding, inBody);
    const before = scripted.http.received.length;
    const refused = await failure(ask(await desk('app', { clientSecret: secret('wrong') })));
    expect(refused.code).toBe('client_rejected');
    expect(refused.hint).toContain('--token-endpoint-auth-method');
    expect(scripted.http.received.slice(before).filter(({ method }) => method === 'POST')).toHaveLength(2);
  });

  it('uses no method other than the configured one, or the only one that the server lists', async () => {
    taking('app', 'a/b', literal, inBody);
    const clientSecret = secret('a/b');
    const basicOnly = { metadata: { token_endpoint_auth_methods_supported: ['client_secret_basic'] } };
    const unlisted = { metadata: { token_endpoint_auth_methods_supported: undefined } };
    const chosen = { settings: { token_endpoint_auth_method: 'client_secret_basic' } };
    for (const changes of [basicOnly, unlisted, chosen]) {
      const at = await desk('app', { clientSecret }, changes);
      const before = scripted.http.received.length;
      expect((await failure(ask(at))).code).toBe('client_rejected');
      expect(scripted.http.received.length).toBe(before + 1);
    }
  });
});

it('inputs 19: after any other refusal there is no retry, because a code or a refresh token may be used up', async () => {
  for (const reply of [
    { status: 400, json: { error: 'invalid_grant' } },
    { status: 400, json: { error: 'unauthorized_client' } },
    { status: 503, json: { error: 'invalid_client' } },
  ]) {
    scripted.http.routes.set('POST /token', reply);
    const at = await desk('app', { clientSecret: secret('s') });
    const before = scripted.http.received.length;
    await failure(oidc.refresh(at, secret('r')));
    expect(scripted.http.received.length).toBe(before + 1);
  }
});
