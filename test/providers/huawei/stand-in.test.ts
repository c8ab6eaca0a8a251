/** The stand-in is strict: it refuses anything the published descriptions do not allow, before doing anything. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OPERATIONS } from '../../support/huawei/description.ts';
import { failure as failureOf, oauth, WIRES } from '../../support/huawei/errors.ts';
import { type HuaweiServer, startHuaweiServer } from '../../support/huawei/server.ts';

let server: HuaweiServer;
beforeAll(async () => {
  server = await startHuaweiServer();
});
afterAll(() => server.close());

const REGISTRATION = {
  client_name: 'x',
  client_type: 'public',
  token_endpoint_auth_method: 'client_secret_post',
  grant_types: ['urn:ietf:params:oauth:grant-type:device_code'],
  response_types: ['code'],
};

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${server.oidcUrl}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const get = (path: string, headers: Record<string, string> = { 'access-token': 'a' }) =>
  fetch(`${server.portalUrl}${path}`, { headers });

describe('registering', () => {
  it('accepts what the description allows', async () => {
    const answer = await post('/v1/clients', { ...REGISTRATION, scopes: ['openid'] });
    expect([answer.status, Object.keys(await answer.json())]).toEqual([200, ['client_info']]);
  });

  it.each([
    ['a scope with a colon', { scopes: ['sso:account:access'] }],
    ['an unknown member', { redirect_uris: ['http://127.0.0.1/'] }],
    ['another kind of client', { client_type: 'confidential' }],
    ['another client authentication method', { token_endpoint_auth_method: 'none' }],
    ['another grant', { grant_types: ['refresh_token'] }],
    ['another response type', { response_types: ['token'] }],
    ['a missing member', { response_types: undefined }],
    ['a name that is too long', { client_name: 'x'.repeat(1025) }],
    ['null', { scopes: null }],
  ])('refuses %s', async (_what, changes) => {
    const before = server.state.registrations.size;
    const answer = await post('/v1/clients', { ...REGISTRATION, ...changes });
    expect([answer.status, await answer.json()]).toMatchObject([400, { error_code: 'IIC.400' }]);
    expect(server.state.registrations.size).toBe(before);
  });

  it.each([
    ['a form', 'client_name=x', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['invalid JSON', '{', {}],
    ['a list', [], {}],
    ['a signature', REGISTRATION, { authorization: 'SDK-HMAC-SHA256 Access=x' }],
  ])('refuses %s', async (_what, body, headers) => {
    expect((await post('/v1/clients', body, headers)).status).toBe(400);
  });
});

describe('the portal', () => {
  it.each([
    ['/v1/assigned-accounts?limit=2001', 400],
    ['/v1/assigned-accounts?limit=0', 400],
    ['/v1/assigned-accounts?max_result=5', 400],
    ['/v1/assigned-accounts?marker=abc', 400],
    ['/v1/assigned-agencies', 400],
    ['/v1/credentials?target_account_id=a&agency_urn=nonsense', 400],
    ['/v1/logout', 405],
    ['/v1/roles', 404],
    ['/v1/assigned-accounts', 401],
  ])('%s is answered with %i', async (path, status) => {
    const answer = await get(path);
    expect([answer.status, await answer.json()]).toMatchObject([
      status,
      { error_code: expect.stringMatching(/^IIC\./) },
    ]);
  });

  it('requires the token in its own header', async () => {
    expect((await get('/v1/assigned-accounts', { authorization: 'Bearer a' })).status).toBe(401);
    expect((await get('/v1/assigned-accounts', { 'access-token': 'a b' })).status).toBe(400);
  });
});

it('has seven operations and nine distinct forms of refusal', () => {
  expect(OPERATIONS.map(({ name }) => name)).toHaveLength(7);
  const bodies = WIRES.map((wire) => {
    const { request_id: _, ...body } = failureOf(oauth('slow_down'), wire).body;
    return JSON.stringify(body);
  });
  expect(new Set(bodies).size).toBe(9);
});
