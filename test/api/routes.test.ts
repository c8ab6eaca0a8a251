/** The API as a caller sees it: each route's answer, each error, and what the agent was asked. */
import { describe, expect, it } from 'vitest';
import type { Door } from '../../src-main/api/frame/door.ts';
import { createHandler } from '../../src-main/api/routes.ts';
import { Problem, ProfilesResponse, SignOutResponse, TokenResponse } from '../../src-main/api/schemas/schemas.ts';
import { ERRORS, type ErrorCode, LatchkeyError } from '../../src-main/core/errors.ts';
import { Secret } from '../../src-main/core/secret.ts';
import { ProfileView, View } from '../../src-main/core/view.ts';
import { fakeAgent, fakeInfo } from '../support/engine/fake-agent.ts';
import { ACCESS_TOKEN } from '../support/engine/fake-views.ts';

/** The caller at a door that cannot identify it. */
const UNKNOWN = { door: 'socket', processes: [] };
const SOCKET: Door = { name: 'socket', rights: { tokens: true } };
const WINDOW: Door = { name: 'window', rights: { tokens: false } };

function api(door: Door = SOCKET) {
  const agent = fakeAgent();
  const handler = createHandler(agent, fakeInfo());
  const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const text = typeof body === 'string' || body === undefined ? body : JSON.stringify(body);
    const init = {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    };
    return handler(new Request(`http://localhost${path}`, text === undefined ? init : { ...init, body: text }), door);
  };
  return { agent, call };
}

async function problemOf(response: Response): Promise<Problem> {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  return Problem.parse(await response.json());
}

describe('answers', () => {
  it('returns the View, the profiles and a single profile', async () => {
    const { agent, call } = api();
    expect(View.parse(await (await call('GET', '/v1/status')).json()).overall).toBe('fine');
    const { profiles } = ProfilesResponse.parse(await (await call('GET', '/v1/profiles')).json());
    expect(profiles.map(({ name }) => name)).toEqual(['work']);
    expect(await (await call('GET', '/v1/profiles/work')).json()).toEqual(agent.profiles.get('work'));
  });

  it("lists the providers and the doctor's checks", async () => {
    const { call } = api();
    expect(await (await call('GET', '/v1/providers')).json()).toEqual({
      providers: [{ kind: 'oidc', title: 'OpenID Connect' }],
      presets: [],
    });
    expect(await (await call('GET', '/v1/doctor')).json()).toEqual({
      checks: [{ name: 'vault', ok: true, detail: 'memory' }],
    });
  });

  it('adds a profile, and wraps its secrets first', async () => {
    const { agent, call } = api();
    const profile = { name: 'lab', provider: 'oidc', settings: { issuer: 'https://lab.test', scopes: ['openid'] } };
    const response = await call('POST', '/v1/profiles', { ...profile, secrets: { client_secret: 's3cret' } });
    expect(response.status).toBe(201);
    expect(ProfileView.parse(await response.json()).name).toBe('lab');
    const [[command, given, secrets] = []] = agent.calls;
    expect([command, given]).toEqual(['addProfile', profile]);
    const { clientSecret } = secrets as { clientSecret: unknown };
    expect(clientSecret).toBeInstanceOf(Secret);
    expect(clientSecret instanceof Secret && clientSecret.reveal()).toBe('s3cret');
    expect(JSON.stringify(agent.calls)).not.toContain('s3cret');
  });

  it('accepts a private key as a separate secret', async () => {
    const { agent, call } = api();
    expect((await call('PATCH', '/v1/profiles/work', { secrets: { private_key: 'pem\nlines' } })).status).toBe(200);
    const [[, , , secrets] = []] = agent.calls;
    const { privateKey } = secrets as { privateKey: Secret };
    expect(privateKey.reveal()).toBe('pem\nlines');
  });

  it('edits settings, including null, and removes a profile', async () => {
    const { agent, call } = api();
    expect((await call('PATCH', '/v1/profiles/work', { settings: { audience: null } })).status).toBe(200);
    expect((await call('PATCH', '/v1/profiles/work', { secrets: { client_secret: 'x' } })).status).toBe(200);
    const removed = await call('DELETE', '/v1/profiles/work');
    expect([removed.status, await removed.text()]).toEqual([204, '']);
    expect(agent.calls.map((args) => args.slice(0, 3))).toEqual([
      ['editProfile', 'work', { audience: null }],
      ['editProfile', 'work', {}],
      ['removeProfile', 'work'],
    ]);
  });

  it('starts a sign-in with and without a body, and returns the code and the link', async () => {
    const { agent, call } = api();
    const response = await call('POST', '/v1/profiles/work/sign-in');
    expect(response.status).toBe(202);
    expect(ProfileView.parse(await response.json()).sign_in).toMatchObject({
      user_code: 'WDJB-MJHT',
      verification_uri: 'https://id.example.test/device',
    });
    await call('POST', '/v1/profiles/work/sign-in', { flow: 'browser', open_browser: true });
    expect(agent.calls).toEqual([
      ['signIn', 'work', {}],
      ['signIn', 'work', { flow: 'browser', openBrowser: true }],
    ]);
  });

  it('opens the link, cancels, signs out and refreshes', async () => {
    const { agent, call } = api();
    expect((await call('POST', '/v1/profiles/work/sign-in/open')).status).toBe(204);
    expect((await call('POST', '/v1/profiles/work/sign-in/cancel')).status).toBe(200);
    expect(SignOutResponse.parse(await (await call('DELETE', '/v1/profiles/work/sign-in')).json()).revoked).toBe(true);
    expect((await call('POST', '/v1/profiles/work/refresh')).status).toBe(200);
    expect(agent.calls.map(([command]) => command)).toEqual(['openSignInLink', 'cancelSignIn', 'signOut', 'refresh']);
  });

  it('returns a token with the requested time left', async () => {
    const { agent, call } = api();
    const response = await call('GET', '/v1/profiles/work/token?min_ttl=300');
    expect(TokenResponse.parse(await response.json())).toEqual({
      access_token: ACCESS_TOKEN,
      token_type: 'Bearer',
      expires_at: 1_800_000_000,
      expires_in: 3600,
      scope: 'openid',
      issuer: 'https://id.example.test',
    });
    await call('GET', '/v1/profiles/work/token');
    expect(agent.calls).toEqual([
      ['token', 'work', { minTtlS: 300, caller: UNKNOWN }],
      ['token', 'work', { caller: UNKNOWN }],
    ]);
  });

  it.each([
    ['GET', '/v1/status'],
    ['GET', '/v1/profiles/work/token'],
    ['GET', '/v1/events'],
    ['GET', '/v1/openapi.json'],
    ['GET', '/nowhere'],
    ['DELETE', '/v1/profiles/work'],
  ])('forbids caching and sniffing on %s %s', async (method, path) => {
    const response = await api().call(method, path);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    await response.body?.cancel();
  });
});

describe('errors', () => {
  it.each<[string, string, unknown, string]>([
    ['a body without a name', '/v1/profiles', { provider: 'oidc', settings: {} }, 'name: '],
    [
      'a bad profile name',
      '/v1/profiles',
      { name: '../x', provider: 'oidc', settings: {} },
      'name: a profile name has',
    ],
    ['a list for settings', '/v1/profiles', { name: 'a', provider: 'oidc', settings: [] }, 'settings: '],
    ['an unknown member', '/v1/profiles/work/sign-in', { flwo: 'device' }, 'body: Unrecognized key: "flwo"'],
    ['an unknown flow', '/v1/profiles/work/sign-in', { flow: 'password' }, 'flow: '],
    ['a string for a flag', '/v1/profiles/work/sign-in', { open_browser: 'yes' }, 'open_browser: '],
    ['a body that is a list', '/v1/profiles/work/sign-in', [], 'body: '],
    ['a body that is not JSON', '/v1/profiles', '{"name":', 'The body is not valid JSON.'],
  ])('%s is request_malformed and names the member', async (_name, path, body, said) => {
    const { agent, call } = api();
    const response = await call('POST', path, body);
    const problem = await problemOf(response);
    expect([response.status, problem.code]).toEqual([400, 'request_malformed']);
    expect(problem.detail.startsWith(said), problem.detail).toBe(true);
    expect(agent.calls).toEqual([]);
  });

  it('a secret in the wrong place is not quoted', async () => {
    const { call } = api();
    const response = await call('POST', '/v1/profiles', {
      name: 'a',
      provider: 'oidc',
      settings: {},
      secrets: { client_secret: ['canary-in-body'] },
    });
    expect(await response.text()).not.toContain('canary-in-body');
  });

  it('a body that is not declared as JSON, which a web form could send', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      const { agent, call } = api();
      const problem = await problemOf(await call('POST', '/v1/profiles/work/sign-in', '{}', { 'content-type': type }));
      expect([problem.code, problem.hint]).toEqual([
        'request_malformed',
        'Send it with the header Content-Type: application/json.',
      ]);
      expect(agent.calls).toEqual([]);
    }
  });

  it('a body over 64 KiB, whatever its declared length', async () => {
    const { agent, call } = api();
    const body = { name: 'a', provider: 'oidc', settings: { pad: 'x'.repeat(70_000) } };
    const response = await call('POST', '/v1/profiles', body);
    expect([response.status, (await problemOf(response)).code]).toEqual([413, 'request_too_large']);
    expect(agent.calls).toEqual([]);
  });

  it.each(['abc', '-1', '1.5', '', '1e3', '99999999', '2592001'])('min_ttl=%s', async (value) => {
    const { agent, call } = api();
    const problem = await problemOf(await call('GET', `/v1/profiles/work/token?min_ttl=${value}`));
    expect(problem.code).toBe('request_malformed');
    expect(problem.detail).toMatch(/^min_ttl: must be /);
    expect(agent.calls).toEqual([]);
  });

  it('a misspelled min_ttl, instead of a token that may expire too soon', async () => {
    const problem = await problemOf(await api().call('GET', '/v1/profiles/work/token?min-ttl=300'));
    expect(problem.detail).toContain('min-ttl');
  });

  it.each([
    ['GET', '/'],
    ['GET', '/v1'],
    ['GET', '/v2/status'],
    ['POST', '/v1/status'],
    ['PUT', '/v1/profiles/work'],
    ['OPTIONS', '/v1/profiles'],
    ['HEAD', '/v1/events'],
    ['GET', '/v1/profiles/work/sign-in'],
    ['GET', '/v1/profiles/work/refresh'],
    ['GET', '/v1/status/'],
  ])('%s %s, which is not a route', async (method, path) => {
    const { agent, call } = api();
    const response = await call(method, path);
    expect(response.status).toBe(404);
    expect((await problemOf(response)).code).toBe('not_found');
    expect([agent.calls, agent.listeners.size]).toEqual([[], 0]);
  });

  it.each([
    ['GET', '/v1/profiles/nope'],
    ['PATCH', '/v1/profiles/nope'],
    ['DELETE', '/v1/profiles/nope'],
    ['POST', '/v1/profiles/nope/sign-in'],
    ['POST', '/v1/profiles/nope/sign-in/open'],
    ['POST', '/v1/profiles/nope/sign-in/cancel'],
    ['DELETE', '/v1/profiles/nope/sign-in'],
    ['GET', '/v1/profiles/nope/token'],
    ['POST', '/v1/profiles/nope/refresh'],
    ['GET', '/v1/profiles/%20bad%20name/token'],
    ['GET', '/v1/profiles/..%2f..%2fetc/token'],
  ])('%s %s, for an unknown profile', async (method, path) => {
    const response = await api().call(method, path, method === 'PATCH' ? {} : undefined);
    expect(response.status).toBe(404);
    expect((await problemOf(response)).code).toBe('profile_unknown');
  });

  it.each(Object.keys(ERRORS) as ErrorCode[])(
    '%s from the agent, with its status, hint and exit code',
    async (code) => {
      const { agent, call } = api();
      agent.failWith = new LatchkeyError(code, 'A plain sentence.', { cause: new Error('canary-cause') });
      const response = await call('POST', '/v1/profiles/work/refresh');
      expect(await problemOf(response)).toEqual({
        type: `urn:latchkey:error:${code}`,
        title: expect.stringMatching(/^[A-Z]/),
        status: ERRORS[code].status,
        detail: 'A plain sentence.',
        code,
        hint: ERRORS[code].hint,
        exit: ERRORS[code].exit,
      });
      expect(response.status).toBe(ERRORS[code].status);
    },
  );

  it('F50: an unexpected error, without its text', async () => {
    const { agent, call } = api();
    agent.failWith = new Error(`could not use ${ACCESS_TOKEN}`);
    const response = await call('GET', '/v1/profiles/work/token');
    const text = await response.text();
    expect([response.status, JSON.parse(text).code]).toEqual([500, 'internal']);
    expect(text).not.toContain(ACCESS_TOKEN);
  });
});

describe('a door without the right to tokens', () => {
  it('F50: gets 403 for a token, and the agent is not even asked', async () => {
    const { agent, call } = api(WINDOW);
    const response = await call('GET', '/v1/profiles/work/token');
    const problem = await problemOf(response);
    expect([response.status, problem.code]).toEqual([403, 'not_allowed']);
    expect(problem.hint).toContain('command line');
    expect(agent.calls).toEqual([]);
  });

  it('may run every other command', async () => {
    const { call } = api(WINDOW);
    expect((await call('POST', '/v1/profiles/work/sign-in', {})).status).toBe(202);
    expect((await call('POST', '/v1/profiles/work/refresh')).status).toBe(200);
    expect((await call('PATCH', '/v1/profiles/work', { settings: {} })).status).toBe(200);
    expect((await call('DELETE', '/v1/profiles/work/sign-in')).status).toBe(200);
  });
});
