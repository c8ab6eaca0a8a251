/** Signing in to Ory Hydra against a strict stand-in: every flow, and Hydra's peculiarities. */

import { generateKeyPairSync } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { Server } from '../../../src-main/core/provider/exchange.ts';
import type { Client, ClientAuthMethod, TokenSet } from '../../../src-main/core/provider/provider.ts';
import { secret } from '../../../src-main/core/secret.ts';
import { hydra } from '../../../src-main/providers/hydra/provider.ts';
import { HydraSettings } from '../../../src-main/providers/hydra/settings.ts';
import { failure, failureCode, world } from '../../support/engine/provider-world.ts';
import { type HydraServer, type HydraServerOptions, startHydraServer } from '../../support/hydra/server.ts';

const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
const REDIRECT = 'http://127.0.0.1:49152/callback';
const { context, logged } = world();
let op: HydraServer;
afterEach(async () => {
  // Whatever the test was about, every request must follow the description.
  expect(op.violations).toEqual([]);
  await op.close();
});

interface Ready {
  readonly settings: HydraSettings;
  readonly server: Server;
}

async function ready(options: HydraServerOptions = {}, more: Partial<HydraSettings> = {}): Promise<Ready> {
  op = await startHydraServer({ deviceInterval: 1, ...options });
  const settings = { issuer: op.issuer, admin_url: op.adminUrl, ...more };
  return { settings, server: await hydra.discover(context, settings) };
}

const KEY = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PRIVATE_KEY = KEY.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/** A client that an administrator created. */
function configured(server: Server, method: ClientAuthMethod): Client {
  const hasSecret = method === 'client_secret_basic' || method === 'client_secret_post';
  const made = op.clients.create(
    {
      client_id: 'desk:1 +',
      ...(hasSecret && { client_secret: 's%cret/+ value' }),
      ...(method === 'private_key_jwt' && { jwks: { keys: [KEY.publicKey.export({ format: 'jwk' })] } }),
      token_endpoint_auth_method: method,
      grant_types: [DEVICE_GRANT, 'authorization_code', 'refresh_token'],
      redirect_uris: ['http://127.0.0.1/callback'],
      scope: 'openid offline_access offline',
    },
    false,
  );
  const settings = { issuer: op.issuer, client_id: String(made['client_id']), token_endpoint_auth_method: method };
  const secrets = {
    ...(hasSecret && { clientSecret: secret('s%cret/+ value') }),
    ...(method === 'private_key_jwt' && { privateKey: secret(PRIVATE_KEY) }),
  };
  const client = hydra.configuredClient(server, settings, secrets);
  if (!client) throw new Error('no client');
  return client;
}

async function deviceTokens({ server, settings }: Ready, client: Client): Promise<TokenSet> {
  const device = await hydra.startDevice({ context, server, settings, client });
  await op.approveDevice(device.userCode);
  const poll = await hydra.pollDevice({ context, server, settings, client }, device);
  if (poll.kind !== 'tokens') throw new Error(`still ${poll.kind}`);
  return poll.tokens;
}

const refresh = async ({ server, settings }: Ready, client: Client, { refreshToken }: TokenSet) => {
  if (!refreshToken) throw new Error('no refresh token');
  return (await hydra.refresh({ context, server, settings, client }, refreshToken)).tokens();
};

describe('flows', () => {
  it('offers the device flow first if discovery lists it, otherwise the browser', async () => {
    expect((await ready()).server.flows).toEqual(['device', 'browser']);
    await op.close();
    expect((await ready({ deviceFlow: false })).server.flows).toEqual(['browser']);
  });

  it.each(['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'] as const)(
    'signs in with a device code and refreshes, as a client with %s',
    async (method) => {
      const desk = await ready();
      const client = configured(desk.server, method);
      const tokens = await deviceTokens(desk, client);
      expect(tokens).toMatchObject({ scope: 'openid offline_access', lifetimeS: 3600, identity: { subject: 'ada' } });
      const next = await refresh(desk, client, tokens);
      expect(next.refreshToken?.reveal()).not.toBe(tokens.refreshToken?.reveal());
      expect(
        await hydra.identify?.({ context, server: desk.server, settings: desk.settings }, next.accessToken),
      ).toMatchObject({
        email: 'ada@example.test',
      });
      // The body names the client with every method; the header is used with client_secret_basic only.
      const asked = op.traffic.requests.find(({ route }) => route === 'oAuth2DeviceFlow');
      expect(asked?.form.get('client_id')).toBe('desk:1 +');
      expect(asked?.authorization !== undefined).toBe(method === 'client_secret_basic');
    },
  );

  it('signs in through the browser, with any port in the loopback redirect', async () => {
    const desk = await ready({ deviceFlow: false });
    const client = configured(desk.server, 'none');
    const request = await hydra.authorizationRequest(
      { context, server: desk.server, settings: desk.settings, client },
      REDIRECT,
    );
    const end = new URL(await op.answerLink(request.url));
    expect(end.origin).toBe('http://127.0.0.1:49152');
    const tokens = await hydra.redeemCode(
      { context, server: desk.server, settings: desk.settings, client },
      request,
      end.searchParams,
      REDIRECT,
    );
    expect(tokens.identity?.subject).toBe('ada');
    expect(await hydra.revoke({ context, server: desk.server, settings: desk.settings, client }, tokens)).toBe(
      'revoked',
    );
    expect(await failureCode(refresh(desk, client, tokens))).toBe('sign_in_needed');
  });

  it('requests offline_access by its older name if only that is listed', async () => {
    const desk = await ready({ scopesSupported: ['openid', 'offline'] });
    const tokens = await deviceTokens(desk, configured(desk.server, 'none'));
    expect(tokens.scope).toBe('openid offline');
    expect(tokens.refreshToken).toBeDefined();
  });

  it('requests offline_access even if unlisted, but only the configured scopes if there are any', async () => {
    const desk = await ready({ scopesSupported: [] });
    const client = configured(desk.server, 'none');
    expect((await deviceTokens(desk, client)).scope).toBe('openid offline_access');
    const named = { ...desk, settings: { ...desk.settings, scopes: ['openid'] } };
    expect((await deviceTokens(named, client)).refreshToken).toBeUndefined();
  });
});

describe('refusals', () => {
  it('F7: a denial comes as HTTP 403 and ends the polling', async () => {
    const desk = await ready();
    const client = configured(desk.server, 'none');
    const device = await hydra.startDevice({ context, server: desk.server, settings: desk.settings, client });
    expect(
      (await hydra.pollDevice({ context, server: desk.server, settings: desk.settings, client }, device)).kind,
    ).toBe('pending');
    await op.denyDevice(device.userCode);
    expect(
      await failureCode(hydra.pollDevice({ context, server: desk.server, settings: desk.settings, client }, device)),
    ).toBe('sign_in_denied');
  });

  it('an expired code', async () => {
    const desk = await ready();
    const client = configured(desk.server, 'none');
    const device = await hydra.startDevice({ context, server: desk.server, settings: desk.settings, client });
    op.advance(601_000);
    expect(
      await failureCode(hydra.pollDevice({ context, server: desk.server, settings: desk.settings, client }, device)),
    ).toBe('code_expired');
  });

  it('F41: losing a race of two refreshes is a transient error; the same token still works', async () => {
    const desk = await ready();
    const client = configured(desk.server, 'none');
    const tokens = await deviceTokens(desk, client);
    op.loseRefreshRace();
    const lost = await failure(refresh(desk, client, tokens));
    expect(lost.code).toBe('provider_error');
    expect(lost.message).toContain('multiple concurrent requests');
    // The wording does not matter: an administrator can configure terser errors.
    const body = { error: 'invalid_request', error_description: 'Malformed.' };
    op.traffic.fault('refresh', { kind: 'fail', status: 400, body });
    expect(await failureCode(refresh(desk, client, tokens))).toBe('provider_error');
    expect((await refresh(desk, client, tokens)).refreshToken).toBeDefined();
  });

  it('F47: a refresh token used twice ends the sign-in', async () => {
    const desk = await ready();
    const client = configured(desk.server, 'none');
    const tokens = await deviceTokens(desk, client);
    const next = await refresh(desk, client, tokens);
    expect(await failureCode(refresh(desk, client, tokens))).toBe('sign_in_needed');
    expect(await failureCode(refresh(desk, client, next))).toBe('sign_in_needed');
  });

  it('F38: a method other than the registered one: says which was used', async () => {
    const desk = await ready();
    const client = { ...configured(desk.server, 'client_secret_post'), authMethod: 'client_secret_basic' as const };
    const refused = await failure(hydra.startDevice({ context, server: desk.server, settings: desk.settings, client }));
    expect(refused.code).toBe('client_rejected');
    expect(refused.hint).toContain('token_endpoint_auth_method');
    expect(refused.hint).toContain('this was client_secret_basic');
  });

  it('a client without the device grant', async () => {
    const desk = await ready();
    const client = configured(desk.server, 'none');
    op.clients.get(client.clientId).fields['grant_types'] = ['authorization_code'];
    const refused = await failure(hydra.startDevice({ context, server: desk.server, settings: desk.settings, client }));
    expect(refused.message).toContain('may not use the device grant');
  });
});

describe('dynamic registration', () => {
  it('is off unless turned on: names the command that creates a client instead', async () => {
    const desk = await ready();
    const refused = await failure(
      hydra.register({ context, server: desk.server, settings: desk.settings }, 'device', {}),
    );
    expect(refused.code).toBe('registration_disabled');
    expect(refused.hint).toContain('latchkey clients create');
    // The same if the endpoint is still published.
    const metadata = { ...desk.server.metadata, registration_endpoint: `${op.issuer}/oauth2/register` };
    const server = { ...desk.server, metadata };
    expect(await failureCode(hydra.register({ context, server, settings: desk.settings }, 'device', {}))).toBe(
      'registration_disabled',
    );
  });

  it('F18, F24: registers a public client for both flows; an expiry of 0 means never', async () => {
    const desk = await ready({ dynamicRegistration: true });
    const client = await hydra.register({ context, server: desk.server, settings: desk.settings }, 'device', {});
    expect(client).toMatchObject({ authMethod: 'none', flows: ['device', 'browser'] });
    expect(client.secretExpiresAtMs).toBeUndefined();
    expect((await deviceTokens(desk, client)).refreshToken).toBeDefined();
  });

  it('F27, F28: a PUT leaves out what Hydra refuses, and the new token replaces the old one', async () => {
    const desk = await ready({ dynamicRegistration: true });
    const client = await hydra.register({ context, server: desk.server, settings: desk.settings }, 'device', {});
    const more = { ...desk.settings, scopes: ['openid', 'offline_access', 'email'] };
    expect(hydra.registrationOutdated?.(desk.server, desk.settings, client)).toBe(false);
    expect(hydra.registrationOutdated?.(desk.server, more, client)).toBe(true);
    const changed = await hydra.updateRegistration?.({ context, server: desk.server, settings: more, client });
    if (!changed) throw new Error('no RFC 7592');
    expect(changed.metadata['scope']).toBe('openid offline_access email');
    expect(
      await failureCode(
        hydra.readRegistration?.({ context, server: desk.server, settings: desk.settings, client }) ??
          Promise.resolve(),
      ),
    ).toBe('client_rejected');
    expect(
      await hydra.deleteRegistration?.({ context, server: desk.server, settings: desk.settings, client: changed }),
    ).toBe('gone');
  });

  it('shows a sentence sent in place of an error code', async () => {
    const desk = await ready({ dynamicRegistration: true });
    op.traffic.fault('createOidcDynamicClient', {
      kind: 'fail',
      status: 400,
      body: { error: 'The request was malformed or contained invalid parameters' },
    });
    const refused = await failure(
      hydra.register({ context, server: desk.server, settings: desk.settings }, 'device', {}),
    );
    expect(refused.code).toBe('registration_refused');
    expect(refused.message).toContain('The request was malformed or contained invalid parameters');
  });
});

describe('settings', () => {
  it.each([
    ['http://hydra.example.com:4445', 'must start with https://'],
    ['not an address', 'not an address'],
    ['https://user:pw@hydra.example.com', 'user name or password'],
    ['https://hydra.example.com/?x=1', 'no query'],
  ])('the admin URL %s is refused', (admin_url, why) => {
    const parsed = HydraSettings.safeParse({ issuer: 'https://id.example.com', admin_url });
    expect(parsed.error?.issues[0]?.message).toContain(why);
  });

  it('the admin URL may be http on this machine and may include the API path', () => {
    expect(hydra.clients?.adminUrl({ issuer: 'https://id.example.com' }, 'http://127.0.0.1:4445/admin/')).toBe(
      'http://127.0.0.1:4445',
    );
  });
});

it('nothing secret was logged', () => {
  for (const value of op.secretsSeen()) expect(logged.join('\n')).not.toContain(value);
});
