/** Registration, device sign-in, refresh and sign-out against the stand-in, which follows the published descriptions. */
import { afterEach, describe, expect, it } from 'vitest';
import type { DevicePoll, TokenSet } from '../../../src-main/core/provider/provider.ts';
import { huawei } from '../../../src-main/providers/huawei/provider.ts';
import { failure, failureCode } from '../../support/engine/provider-world.ts';
import { type HuaweiServerOptions, WIRES } from '../../support/huawei/server.ts';
import { context, client as fixed, type Scripted, type Strict, startScripted, startStrict, TOKEN } from './wire.ts';

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0)) await close();
});

async function strict(options: HuaweiServerOptions = {}): Promise<Strict> {
  const one = await startStrict(options);
  opened.push(() => one.http.close());
  return one;
}

async function scripted(): Promise<Scripted> {
  const one = await startScripted();
  opened.push(() => one.http.close());
  return one;
}

const registered = ({ server, settings }: Strict) => huawei.register({ context, server, settings }, 'device', {});

/** A pending device code that may be polled at any pace. */
async function waiting(options: HuaweiServerOptions = {}) {
  const hw = await strict({ polling: 'off', ...options });
  const client = await registered(hw);
  const device = await huawei.startDevice({ context, server: hw.server, settings: hw.settings, client });
  const poll = () => huawei.pollDevice({ context, server: hw.server, settings: hw.settings, client }, device);
  const refresh = (tokens: TokenSet) => {
    if (!tokens.refreshToken) throw new Error('no refresh token came');
    return huawei.refresh({ context, server: hw.server, settings: hw.settings, client }, tokens.refreshToken);
  };
  const revoke = (tokens: TokenSet) =>
    huawei.revoke({ context, server: hw.server, settings: hw.settings, client }, tokens);
  return { hw, client, device, poll, refresh, revoke };
}

function tokensOf(answer: DevicePoll): TokenSet {
  if (answer.kind !== 'tokens') throw new Error(`Expected tokens, got ${answer.kind}`);
  return answer.tokens;
}

async function signedIn(options: HuaweiServerOptions = {}) {
  const all = await waiting(options);
  await all.hw.http.approveDevice(all.device.userCode);
  return { ...all, tokens: tokensOf(await all.poll()) };
}

describe('the time', () => {
  it('is read from any answer of the token service, requested without a secret', async () => {
    const hw = await strict({ now: () => Date.UTC(2030, 0, 1) });
    const dates: (string | null)[] = [];
    const fetch: typeof context.fetch = async (url, init) => {
      const response = await context.fetch(url, init);
      dates.push(response.headers.get('date'));
      return response;
    };
    await huawei.askTime?.({ ...context, fetch }, hw.settings);
    expect(dates).toEqual(['Tue, 01 Jan 2030 00:00:00 GMT']);
  });
});

describe('registration', () => {
  it('F22, F26: sends the described members as JSON and keeps the answer', async () => {
    const hw = await strict();
    const client = await registered(hw);
    const [request] = hw.http.traffic.requests;
    expect(JSON.parse(request?.body ?? '')).toEqual({
      client_name: 'Latchkey',
      client_type: 'public',
      token_endpoint_auth_method: 'client_secret_post',
      scopes: ['openid'],
      grant_types: ['authorization_code', 'urn:ietf:params:oauth:grant-type:device_code'],
      response_types: ['code'],
    });
    const [kept] = hw.http.state.registrations.values();
    expect(client).toMatchObject({ clientId: kept?.clientId, flows: ['device'], secretExpiresAtMs: kept?.expiresAtMs });
    expect(client.clientSecret?.reveal()).toBe(kept?.clientSecret);
  });

  it('stays valid until scopes or hosts change', async () => {
    const hw = await strict();
    const client = await registered(hw);
    const outdated = (changes: object) =>
      huawei.registrationOutdated?.(hw.server, { ...hw.settings, ...changes }, client);
    expect([outdated({}), outdated({ scopes: ['openid'] }), outdated({ scopes: [] })]).toEqual([false, false, true]);
    const elsewhere = await huawei.discover(context, { ...hw.settings, oidc_endpoint: 'https://a.example' });
    expect(huawei.registrationOutdated?.(elsewhere, hw.settings, client)).toBe(true);
  });

  it('a scope unknown to the service is reported as such', async () => {
    const hw = await strict();
    const error = await failure(
      huawei.register({ context, server: hw.server, settings: { ...hw.settings, scopes: ['email'] } }, 'device', {}),
    );
    expect(error).toMatchObject({ code: 'invalid_scope', hint: expect.stringContaining('--scope openid') });
  });

  it('F24: an expiry of 0 means never; an answer that lacks the client or is not wrapped is an error', async () => {
    const { http, server, settings } = await scripted();
    const info = { client_id: 'a.b', client_secret: 's-1', client_secret_expires_at: 0 };
    http.routes.set('POST /v1/clients', { json: { client_info: info } });
    expect(await huawei.register({ context, server, settings }, 'device', {})).not.toHaveProperty('secretExpiresAtMs');
    for (const json of [info, {}, { client_info: { client_id: 'x' } }]) {
      http.routes.set('POST /v1/clients', { json });
      expect(await failureCode(huawei.register({ context, server, settings }, 'device', {}))).toBe('provider_error');
    }
  });
});

describe('the code', () => {
  it('F2: is read with its links, lifetime and interval', async () => {
    const { hw, device } = await waiting();
    expect(device).toMatchObject({
      userCode: expect.stringMatching(/^[A-Z]{4}-[A-Z]{4}$/),
      verificationUri: `${hw.http.oidcUrl}/device`,
      verificationUriComplete: `${hw.http.oidcUrl}/device?user_code=${device.userCode}`,
      expiresInS: 600,
      intervalS: 1,
    });
    expect(hw.http.traffic.count('StartDeviceAuthorization')).toBe(1);
  });

  it('F2: the interval is 5 seconds by default; a timestamp in place of a lifetime is understood', async () => {
    const { device } = await waiting({ intervalS: 'absent', expiresIn: 'epoch' });
    expect(device.intervalS).toBe(5);
    expect(device.expiresInS).toBeGreaterThan(595);
    expect(device.expiresInS).toBeLessThanOrEqual(600);
  });

  it('F2: an answer that lacks a member, has expired or links to http is refused', async () => {
    const { http, server, settings } = await scripted();
    const good = { device_code: 'd', user_code: 'U', verification_uri: 'https://a.example/d', expires_in: 60 };
    const answer = (json: object) => {
      http.routes.set('POST /v1/device/authorize', { json });
      return huawei.startDevice({ context, server, settings, client: fixed });
    };
    expect(await answer({ ...good, verification_uri_complete: 'javascript:alert(1)' })).not.toHaveProperty(
      'verificationUriComplete',
    );
    for (const name of Object.keys(good)) {
      const { [name as keyof typeof good]: _, ...rest } = good;
      const error = await failure(answer(rest));
      expect([error.code, error.message]).toEqual(['provider_error', expect.stringContaining(name)]);
    }
    for (const wrong of [{ expires_in: 1_684_955_360 }, { verification_uri: 'http://a.example/d' }]) {
      expect(await failureCode(answer({ ...good, ...wrong }))).toBe('provider_error');
    }
  });

  it('the hint for an unknown directory is to check the start URL and region', async () => {
    const hw = await strict();
    const client = await registered(hw);
    const elsewhere = { ...hw.settings, start_url: 'https://idcenter.huaweicloud.com/d-0000000000/portal' };
    const server = await huawei.discover(context, elsewhere);
    const error = await failure(huawei.startDevice({ context, server, settings: elsewhere, client }));
    expect(error.code).toBe('provider_refused');
    expect(error.message).toContain('IIC.1002');
    expect(error.hint).toMatch(/region or the start URL is wrong.*are separate/);
  });

  it('a client that the service no longer knows is reported as rejected, so that it is registered again', async () => {
    const hw = await strict();
    const client = await registered(hw);
    hw.http.forgetRegistrations();
    const error = await failure(huawei.startDevice({ context, server: hw.server, settings: hw.settings, client }));
    expect(error.code).toBe('client_rejected');
  });
});

describe.each(WIRES.filter((wire) => wire !== 'unreadable'))('refusals in the form %s', (wire) => {
  it('F5, F6, F7: pending, too fast, denied and expired are distinguished', async () => {
    const { hw, device, poll } = await waiting({ wire, polling: 'strict', intervalS: 600 });
    // This first poll is too early on purpose.
    expect((await poll()).kind).toBe('slow-down');
    hw.http.advance(700_000);
    expect(await failureCode(poll())).toBe('code_expired');

    const other = await waiting({ wire });
    expect((await other.poll()).kind).toBe('pending');
    await other.hw.http.denyDevice(other.device.userCode);
    expect(await failureCode(other.poll())).toBe('sign_in_denied');
    expect(device.intervalS).toBe(300);
  });

  it('a used code, an unknown client and an invalid refresh token are distinguished', async () => {
    const { hw, poll, tokens, refresh } = await signedIn({ wire, refreshTokens: true });
    expect(await failureCode(poll())).toBe('provider_refused');
    hw.http.endAllSessions();
    expect(await failureCode(refresh(tokens))).toBe('sign_in_needed');
    hw.http.forgetRegistrations();
    expect(await failureCode(refresh(tokens))).toBe('client_rejected');
    expect(await failureCode(poll())).toBe('client_rejected');
  });
});

describe('polling', () => {
  it('F4: sends the grant, the code and the client credentials, and nothing else', async () => {
    const { hw, client, device, poll } = await waiting();
    await poll();
    const sent = hw.http.traffic.requests.at(-1);
    expect(JSON.parse(sent?.body ?? '')).toEqual({
      client_id: client.clientId,
      client_secret: client.clientSecret?.reveal(),
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      device_code: device.deviceCode.reveal(),
    });
    expect([sent?.path, sent?.authorization]).toEqual(['/v1/tokens', undefined]);
  });

  it('a 400 of unknown meaning may mean "not yet" and is left to the engine to count', async () => {
    const { poll } = await waiting({ wire: 'unreadable' });
    const answer = await poll();
    expect(answer).toMatchObject({ kind: 'unknown-refusal', error: { code: 'provider_refused' } });
    expect('error' in answer && answer.error.message).toContain('(IIC.400: The parameter is wrong)');
  });

  it.each([
    [{ kind: 'fail', status: 503, body: { error_code: 'APIGW.0601' } }, 'provider_error'],
    [{ kind: 'fail', status: 400, body: '<h1>Bad Request</h1>' }, 'provider_error'],
    [{ kind: 'fail', status: 302, headers: { location: 'https://wlan.example/login' } }, 'provider_error'],
    [{ kind: 'drop' }, 'provider_unreachable'],
  ] as const)('F39: %j is a transient error', async (fault, code) => {
    const { hw, poll } = await waiting();
    hw.http.traffic.fault('poll', fault);
    expect(await failureCode(poll())).toBe(code);
    expect((await poll()).kind).toBe('pending');
  });

  it('too many requests, or concurrent ones, slow polling down and respect Retry-After', async () => {
    const { hw, poll } = await waiting();
    const busy = { kind: 'fail', status: 409, body: { error_code: 'IdentityCenter.1006', error_msg: 'Busy' } } as const;
    hw.http.traffic.fault('poll', { kind: 'fail', status: 429, body: 'slow', headers: { 'retry-after': '30' } });
    hw.http.traffic.fault('poll', busy);
    expect(await poll()).toEqual({ kind: 'slow-down', retryAfterS: 30 });
    expect(await poll()).toEqual({ kind: 'slow-down' });
  });
});

describe('tokens', () => {
  it('are unwrapped; without a refresh token there is only the lifetime', async () => {
    const { tokens, hw } = await signedIn();
    expect(Object.keys(tokens).sort()).toEqual(['accessToken', 'lifetimeS']);
    expect(tokens.lifetimeS).toBe(3600);
    expect(hw.http.state.accessTokens.has(tokens.accessToken.reveal())).toBe(true);
  });

  it('a timestamp in place of seconds is read by the server clock, however wrong ours is', async () => {
    const day = 86_400_000;
    const { tokens } = await signedIn({ expiresIn: 'epoch', now: () => Date.now() + 30 * day });
    expect(tokens.lifetimeS).toBeGreaterThan(3590);
    expect(tokens.lifetimeS).toBeLessThanOrEqual(3600);
  });

  it.each([
    [{ expires_in: 7200 }, { lifetimeS: 7200 }],
    [{ expires_in: 315_360_000 }, { lifetimeS: 315_360_000 }],
    [{ expires_in: 1_684_955_360 }, {}],
    [{ expires_in: 99_999_999_999 }, {}],
    [{ expires_in: 'soon', token_type: 'BearerToken' }, {}],
    [{ token_type: null, refresh_token: null }, {}],
  ])('%j is read as %j', async (members, wanted) => {
    const { http, server, settings } = await scripted();
    http.routes.set('POST /v1/tokens', {
      json: { token_info: { access_token: 'a.b-c', token_type: 'Bearer', ...members } },
    });
    const device = {
      deviceCode: TOKEN,
      userCode: 'U',
      verificationUri: 'https://a.example',
      expiresInS: 60,
      intervalS: 5,
    };
    const { accessToken, ...rest } = tokensOf(
      await huawei.pollDevice({ context, server, settings, client: fixed }, device),
    );
    expect([accessToken.reveal(), rest]).toEqual(['a.b-c', wanted]);
  });

  it('F36: a token of an unknown type is not used; an answer without a token is an error', async () => {
    const { http, server, settings } = await scripted();
    const answer = (json: object) => {
      http.routes.set('POST /v1/tokens', { json });
      return failureCode(
        huawei.refresh({ context, server, settings, client: fixed }, TOKEN).then((given) => given.tokens()),
      );
    };
    expect(await answer({ token_info: { access_token: 'a', token_type: 'mac' } })).toBe('provider_refused');
    expect(await answer({ access_token: 'a', token_type: 'Bearer' })).toBe('provider_error');
    expect(await answer({ token_info: { access_token: 'a\nb' } })).toBe('provider_error');
  });

  it('F37: a refresh token is used, and its successor kept', async () => {
    const { hw, tokens, refresh } = await signedIn({ refreshTokens: true });
    const renewed = await refresh(tokens);
    expect(renewed.refreshToken?.reveal()).not.toBe(tokens.refreshToken?.reveal());
    expect(Object.keys(JSON.parse(hw.http.traffic.requests.at(-1)?.body ?? '')).sort()).toEqual(
      ['client_id', 'client_secret', 'grant_type', 'refresh_token'].sort(),
    );
    expect(hw.http.traffic.count('refresh')).toBe(1);
  });

  it('a service that does not support the refresh grant after all means signing in again', async () => {
    const { hw, tokens, refresh } = await signedIn({ refreshTokens: true });
    hw.http.refuse('refresh', 'unsupported_grant_type');
    expect(await failureCode(refresh(tokens))).toBe('sign_in_needed');
    hw.http.refuse('refresh', 'invalid_grant_type');
    expect(await failureCode(refresh(tokens))).toBe('provider_refused');
    hw.http.refuse('refresh', 'unheard of', { status: 401, wire: 'unreadable' });
    expect(await failureCode(refresh(tokens))).toBe('provider_refused');
  });
});

describe('signing out', () => {
  it('ends the session at the portal', async () => {
    const { hw, tokens, revoke } = await signedIn();
    expect(await revoke(tokens)).toBe('revoked');
    expect([...hw.http.state.sessions.values()].map(({ ended }) => ended)).toEqual([true]);
    expect(hw.http.traffic.requests.at(-1)).toMatchObject({ method: 'POST', path: '/v1/logout', body: '' });
  });

  it('an expired token counts as revoked; with a refresh token the session is still ended', async () => {
    const first = await signedIn();
    first.hw.http.advance(3700_000);
    expect(await first.revoke(first.tokens)).toBe('revoked');
    const second = await signedIn({ refreshTokens: true });
    second.hw.http.advance(3700_000);
    expect(await second.revoke(second.tokens)).toBe('revoked');
    expect([...second.hw.http.state.sessions.values()].map(({ ended }) => ended)).toEqual([true]);
    expect(
      await huawei.revoke(
        { context, server: second.hw.server, settings: second.hw.settings, client: second.client },
        {},
      ),
    ).toBe('unsupported');
  });

  it('F42: a portal error means that the session is still live', async () => {
    const { hw, tokens, revoke } = await signedIn();
    hw.http.traffic.fault('Logout', { kind: 'fail', status: 503 });
    expect(await failureCode(revoke(tokens))).toBe('provider_error');
  });
});

it('offers no browser flow, because the token endpoint does not support PKCE', async () => {
  const hw = await strict();
  expect(hw.server.flows).toEqual(['device']);
  const client = await registered(hw);
  const asked = huawei.authorizationRequest(
    { context, server: hw.server, settings: hw.settings, client },
    'http://127.0.0.1:1/callback',
  );
  expect(await failureCode(asked)).toBe('flow_unsupported');
});
