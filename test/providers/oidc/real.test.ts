/** The generic provider against a real OpenID provider: every flow from discovery to sign-out. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Server } from '../../../src-main/core/provider/exchange.ts';
import type { Client, TokenSet } from '../../../src-main/core/provider/provider.ts';
import { secret } from '../../../src-main/core/secret.ts';
import { oidc } from '../../../src-main/providers/oidc/provider.ts';
import { failure, failureCode, world } from '../../support/engine/provider-world.ts';
import { type OidcServer, startOidcServer } from '../../support/oidc/server.ts';

const REDIRECT = 'http://127.0.0.1:49152/callback';
const { context, logged } = world();
let op: OidcServer;
let server: Server;
let client: Client;
let settings: { issuer: string; scopes?: string[] };

beforeAll(async () => {
  op = await startOidcServer({ deviceInterval: 1, accessTokenTtlS: 90 });
  settings = { issuer: op.issuer };
  server = await oidc.discover(context, settings);
  client = await oidc.register({ context, server, settings }, 'device', {});
});
afterAll(() => op.close());

async function deviceTokens(account?: string): Promise<TokenSet> {
  const device = await oidc.startDevice({ context, server, settings, client });
  await op.approveDevice(device.userCode, account);
  const poll = await oidc.pollDevice({ context, server, settings, client }, device);
  if (poll.kind !== 'tokens') throw new Error(`still ${poll.kind}`);
  return poll.tokens;
}

async function browserTokens(): Promise<TokenSet> {
  const request = await oidc.authorizationRequest({ context, server, settings, client }, REDIRECT);
  const end = new URL(await op.answerLink(request.url));
  return oidc.redeemCode({ context, server, settings, client }, request, end.searchParams, REDIRECT);
}

describe('discovery and registration', () => {
  it('F11: offers the device flow first, then the browser', () => {
    expect(server.flows).toEqual(['device', 'browser']);
    expect(server.displayName).toBe(new URL(op.issuer).host);
  });

  it('F18: registers one public native client for both flows', () => {
    expect(client).toMatchObject({ source: 'registered', authMethod: 'none', flows: ['device', 'browser'] });
    expect(client.clientSecret).toBeUndefined();
    expect(client.secretExpiresAtMs).toBeUndefined();
    expect(client.metadata['application_type']).toBe('native');
  });

  it('F30: is not outdated by changes the server made, only by other settings', () => {
    expect(oidc.registrationOutdated?.(server, settings, client)).toBe(false);
    const more = { ...settings, scopes: ['openid', 'offline_access', 'email'] };
    expect(oidc.registrationOutdated?.(server, more, client)).toBe(true);
  });

  it('F22: registers with an initial access token if required, and reports it if missing', async () => {
    const closed = await startOidcServer({ initialAccessToken: 'an.initial-access.token' });
    try {
      const its = await oidc.discover(context, { issuer: closed.issuer });
      expect(
        await failureCode(oidc.register({ context, server: its, settings: { issuer: closed.issuer } }, 'device', {})),
      ).toBe('registration_unauthorized');
      const secrets = { initialAccessToken: secret('an.initial-access.token') };
      const made = await oidc.register(
        { context, server: its, settings: { issuer: closed.issuer } },
        'device',
        secrets,
      );
      expect(made.clientId).not.toBe('');
    } finally {
      await closed.close();
    }
  });

  it('F27, F28: reads and changes its registration; the rotated token replaces the old one', async () => {
    const own = await oidc.register({ context, server, settings }, 'device', {});
    const read = await oidc.readRegistration?.({ context, server, settings, client: own });
    expect(read?.clientId).toBe(own.clientId);
    const more = { ...settings, scopes: ['openid', 'offline_access', 'email'] };
    const changed = await oidc.updateRegistration?.({ context, server, settings: more, client: read ?? own });
    if (!changed) throw new Error('no RFC 7592');
    expect(changed.metadata['scope']).toBe('openid offline_access email');
    expect(oidc.registrationOutdated?.(server, more, changed)).toBe(false);
    expect(changed.registrationAccessToken?.reveal()).not.toBe(own.registrationAccessToken?.reveal());
    // The old token no longer works.
    expect(
      await failureCode(oidc.readRegistration?.({ context, server, settings, client: own }) ?? Promise.resolve()),
    ).toBe('client_rejected');
    expect(await oidc.deleteRegistration?.({ context, server, settings, client: changed })).toBe('gone');
    expect(await oidc.deleteRegistration?.({ context, server, settings, client: changed })).toBe('gone');
  });
});

describe('device flow', () => {
  it('F5: is pending until the person approves, then gives tokens and the identity', async () => {
    const device = await oidc.startDevice({ context, server, settings, client });
    expect(device.userCode).toMatch(/^[A-Z]{4}-[A-Z]{4}$/);
    expect(device).toMatchObject({ intervalS: 1, expiresInS: 600, verificationUri: `${op.issuer}/device` });
    expect(await oidc.pollDevice({ context, server, settings, client }, device)).toEqual({ kind: 'pending' });
    await op.approveDevice(device.userCode, 'grace');
    const poll = await oidc.pollDevice({ context, server, settings, client }, device);
    expect(poll).toMatchObject({
      kind: 'tokens',
      tokens: { lifetimeS: 90, scope: 'openid offline_access', identity: { subject: 'grace' } },
    });
  });

  it('F7: a denied sign-in ends the polling', async () => {
    const device = await oidc.startDevice({ context, server, settings, client });
    await op.denyDevice(device.userCode);
    const error = await failure(oidc.pollDevice({ context, server, settings, client }, device));
    expect(error.code).toBe('sign_in_denied');
    expect(error.message).toContain(server.displayName);
  });

  it('F7: an expired code ends the polling', async () => {
    const short = await startOidcServer({ deviceCodeTtlS: 1 });
    try {
      const its = await oidc.discover(context, { issuer: short.issuer });
      const own = await oidc.register({ context, server: its, settings: { issuer: short.issuer } }, 'device', {});
      const device = await oidc.startDevice({ context, server: its, settings: { issuer: short.issuer }, client: own });
      let code = '';
      while (code === '') {
        const poll = oidc.pollDevice({ context, server: its, settings, client: own }, device);
        code = await poll.then(
          () => '',
          (error: { code: string }) => error.code,
        );
      }
      expect(code).toBe('code_expired');
    } finally {
      await short.close();
    }
  });
});

describe('browser flow', () => {
  it('F15, F20, F21: signs in with PKCE and a loopback redirect whose port was not registered', async () => {
    const tokens = await browserTokens();
    expect(tokens).toMatchObject({ scope: 'openid offline_access', identity: { subject: 'ada' } });
    expect(tokens.refreshToken).toBeDefined();
  });

  it('reports that the person denied the sign-in', async () => {
    const request = await oidc.authorizationRequest({ context, server, settings, client }, REDIRECT);
    const end = new URL(await op.answerLink(request.url, 'deny'));
    const redeem = oidc.redeemCode({ context, server, settings, client }, request, end.searchParams, REDIRECT);
    expect(await failureCode(redeem)).toBe('sign_in_denied');
  });

  it('F20: a code that was already redeemed is refused, but not reported as sign_in_needed', async () => {
    const request = await oidc.authorizationRequest({ context, server, settings, client }, REDIRECT);
    const end = new URL(await op.answerLink(request.url));
    await oidc.redeemCode({ context, server, settings, client }, request, end.searchParams, REDIRECT);
    const again = oidc.redeemCode({ context, server, settings, client }, request, end.searchParams, REDIRECT);
    expect(await failureCode(again)).toBe('provider_refused');
  });
});

describe('refresh and sign-out', () => {
  it('F37, F47: each refresh returns a new refresh token; reusing an old one ends the sign-in', async () => {
    const first = await deviceTokens();
    if (!first.refreshToken) throw new Error('no refresh token');
    const second = await oidc.refresh({ context, server, settings, client }, first.refreshToken);
    expect((await second.tokens()).accessToken.reveal()).not.toBe(first.accessToken.reveal());
    expect(second.refreshToken?.reveal()).not.toBe(first.refreshToken.reveal());
    const reuse = await failure(oidc.refresh({ context, server, settings, client }, first.refreshToken));
    expect(reuse.code).toBe('sign_in_needed');
    expect(reuse.message).toContain(server.displayName);
    if (!second.refreshToken) throw new Error('no refresh token');
    expect(await failureCode(oidc.refresh({ context, server, settings, client }, second.refreshToken))).toBe(
      'sign_in_needed',
    );
  });

  it('F41: a sign-in ended by the administrator is reported as sign_in_needed; a deleted client as client_rejected', async () => {
    const { refreshToken } = await deviceTokens();
    if (!refreshToken) throw new Error('no refresh token');
    const own = await oidc.register({ context, server, settings }, 'device', {});
    op.store.forget('Client', (_, id) => id === own.clientId);
    expect(await failureCode(oidc.refresh({ context, server, settings, client: own }, refreshToken))).toBe(
      'client_rejected',
    );
    op.endAllSignIns();
    expect(await failureCode(oidc.refresh({ context, server, settings, client }, refreshToken))).toBe('sign_in_needed');
  });

  it('F39: faults between us and the provider never end the sign-in, and the token still works afterwards', async () => {
    const { refreshToken } = await deviceTokens();
    if (!refreshToken) throw new Error('no refresh token');
    op.traffic.fault('refresh', { kind: 'fail', status: 500, body: { error: 'invalid_grant' } });
    op.traffic.fault('refresh', { kind: 'fail', status: 200, body: '<html>Sign in to the hotel</html>' });
    op.traffic.fault('refresh', { kind: 'fail', status: 403, body: '<html>Blocked by the proxy</html>' });
    op.traffic.fault('refresh', { kind: 'drop' });
    const codes = [];
    for (let i = 0; i < 4; i += 1) {
      codes.push(await failureCode(oidc.refresh({ context, server, settings, client }, refreshToken)));
    }
    expect(codes).toEqual(['provider_error', 'provider_error', 'provider_error', 'provider_unreachable']);
    expect((await oidc.refresh({ context, server, settings, client }, refreshToken)).refreshToken).toBeDefined();
  });

  it('F42: signing out revokes both tokens', async () => {
    const tokens = await deviceTokens();
    expect(await oidc.identify?.({ context, server, settings }, tokens.accessToken)).toMatchObject({ subject: 'ada' });
    const { refreshToken, accessToken } = tokens;
    if (!refreshToken) throw new Error('no refresh token');
    expect(await oidc.revoke({ context, server, settings, client }, { refreshToken, accessToken })).toBe('revoked');
    expect(await failureCode(oidc.refresh({ context, server, settings, client }, refreshToken))).toBe('sign_in_needed');
    expect(await failureCode(oidc.identify?.({ context, server, settings }, accessToken) ?? Promise.resolve())).toBe(
      'provider_refused',
    );
  });

  it('reads the name, user name and email if the scopes cover them', async () => {
    const wide = { ...settings, scopes: ['openid', 'profile', 'email'] };
    const own = await oidc.register({ context, server, settings: wide }, 'device', {});
    const device = await oidc.startDevice({ context, server, settings: wide, client: own });
    await op.approveDevice(device.userCode);
    const poll = await oidc.pollDevice({ context, server, settings, client: own }, device);
    if (poll.kind !== 'tokens') throw new Error(`still ${poll.kind}`);
    expect(await oidc.identify?.({ context, server, settings }, poll.tokens.accessToken)).toEqual({
      subject: 'ada',
      name: 'Ada',
      username: 'ada',
      email: 'ada@example.com',
    });
  });
});

describe('confidential clients', () => {
  for (const method of ['client_secret_basic', 'client_secret_post'] as const) {
    it(`F38: a configured client signs in and refreshes with ${method}`, async () => {
      // With characters that must be encoded for Basic (RFC 6749 section 2.3.1).
      const clientSecret = 'p%s+w/o:r d&e=~';
      const confidential = await startOidcServer({
        clients: [
          {
            client_id: 'my:app id',
            client_secret: clientSecret,
            token_endpoint_auth_method: method,
            application_type: 'native',
            grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
            redirect_uris: [],
            response_types: [],
          },
        ],
      });
      try {
        const mine = { issuer: confidential.issuer, client_id: 'my:app id', token_endpoint_auth_method: method };
        const its = await oidc.discover(context, mine);
        const own = oidc.configuredClient(its, mine, { clientSecret: secret(clientSecret) });
        if (!own) throw new Error('no configured client');
        const device = await oidc.startDevice({ context, server: its, settings: mine, client: own });
        await confidential.approveDevice(device.userCode);
        const poll = await oidc.pollDevice({ context, server: its, settings, client: own }, device);
        if (poll.kind !== 'tokens' || !poll.tokens.refreshToken) throw new Error('no refresh token');
        const next = await oidc.refresh(
          { context, server: its, settings: mine, client: own },
          poll.tokens.refreshToken,
        );
        expect((await next.tokens()).accessToken.length).toBeGreaterThan(10);
      } finally {
        await confidential.close();
      }
    });
  }
});

describe('secrets', () => {
  it('F50: no secret that the provider issued is in a log line, a path or a serialized value', async () => {
    const tokens = await browserTokens();
    const seen = [...logged, JSON.stringify({ client, tokens, server }), String(tokens.accessToken)].join('\n');
    const paths = op.traffic.requests.map(({ path }) => path).join('\n');
    const issued = op.secretsSeen();
    expect(issued.length).toBeGreaterThan(10);
    expect(issued.filter((value) => seen.includes(value) || paths.includes(value))).toEqual([]);
  });
});
