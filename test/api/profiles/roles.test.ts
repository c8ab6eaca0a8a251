/** The role routes as a caller sees them: each answer, each error, and who never gets credentials. */
import { describe, expect, it } from 'vitest';
import type { Door } from '../../../src-main/api/frame/door.ts';
import { createHandler } from '../../../src-main/api/routes.ts';
import {
  AvailableRolesResponse,
  Problem,
  RoleCredentialsResponse,
  RolesResponse,
} from '../../../src-main/api/schemas/schemas.ts';
import { tokenShortcut } from '../../../src-main/api/token-shortcut.ts';
import { ERRORS, type ErrorCode, LatchkeyError } from '../../../src-main/core/errors.ts';
import { ProfileView } from '../../../src-main/core/view.ts';
import { fakeAgent, fakeInfo } from '../../support/engine/fake-agent.ts';
import { ROLE_SECRET, ROLE_SESSION, roleView } from '../../support/engine/fake-views.ts';

/** The caller at a door that cannot identify it. */
const UNKNOWN = { door: 'socket', processes: [] };
const ROLES = '/v1/profiles/work/roles';
const CREDENTIALS = `${ROLES}/prod-admin/credentials`;

function api(tokens = true) {
  const agent = fakeAgent();
  const door: Door = { name: tokens ? 'socket' : 'window', rights: { tokens } };
  const handler = createHandler(agent, fakeInfo());
  const call = (method: string, path: string, body?: unknown) => {
    const sent =
      body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    return handler(new Request(`http://localhost${path}`, { method, ...sent }), door);
  };
  return { agent, call };
}

const failure = async (response: Response) => {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const { status, code, detail } = Problem.parse(await response.json());
  expect(response.status).toBe(status);
  return { code, detail };
};

describe('answers', () => {
  it('lists the roles of a profile', async () => {
    const { call } = api();
    const answer = await call('GET', ROLES);
    expect(answer.status).toBe(200);
    expect(RolesResponse.parse(await answer.json())).toEqual({ roles: [roleView()] });
  });

  it('lists everything that the sign-in may use, cached or fetched again', async () => {
    const { agent, call } = api();
    agent.script.availableRoles = async () => ({
      accounts: [{ id: '111122223333', name: 'Prod' }, { id: '444455556666' }],
      roles: [{ accountId: '111122223333', id: 'admin', name: 'admin' }],
      listedAtMs: 1_700_000_000_999,
    });
    const answer = await call('GET', '/v1/profiles/work/available-roles');
    expect(AvailableRolesResponse.parse(await answer.json())).toEqual({
      accounts: [{ id: '111122223333', name: 'Prod' }, { id: '444455556666' }],
      roles: [{ account_id: '111122223333', role_id: 'admin', name: 'admin' }],
      listed_at: 1_700_000_000,
    });
    await call('GET', '/v1/profiles/work/available-roles?anew=true');
    expect(agent.calls).toEqual([
      ['availableRoles', 'work', { anew: false }],
      ['availableRoles', 'work', { anew: true }],
    ]);
  });

  it('adds and removes a role', async () => {
    const { agent, call } = api();
    const role = { name: 'dev', account_id: '444455556666', account_name: 'Dev', role_id: 'ReadOnly' };
    const added = await call('POST', ROLES, role);
    expect(added.status).toBe(201);
    expect(ProfileView.parse(await added.json()).roles).toEqual([roleView(), role]);
    const removed = await call('DELETE', `${ROLES}/prod-admin`);
    expect([removed.status, ProfileView.parse(await removed.json()).name]).toEqual([200, 'work']);
    expect(agent.calls).toEqual([
      ['addRole', 'work', role],
      ['removeRole', 'work', 'prod-admin'],
    ]);
  });

  it('returns credentials with the requested time left; the expiry is in both formats and never rounded up', async () => {
    const { agent, call } = api();
    const answer = await call('GET', `${CREDENTIALS}?min_ttl=900`);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(RoleCredentialsResponse.parse(await answer.json())).toEqual({
      access_key_id: 'ASIAFAKE',
      secret_access_key: ROLE_SECRET,
      session_token: ROLE_SESSION,
      expiration: '2027-01-15T08:00:00Z',
      expires_at: 1_800_000_000,
      account_id: '111122223333',
    });
    await call('GET', CREDENTIALS);
    expect(agent.calls).toEqual([
      ['roleCredentials', 'work', 'prod-admin', { minTtlS: 900, caller: UNKNOWN }],
      ['roleCredentials', 'work', 'prod-admin', { caller: UNKNOWN }],
    ]);
  });

  it('returns the same bytes through the shortcut as through the route, including errors', async () => {
    const { agent, call } = api();
    for (const target of [CREDENTIALS, `${CREDENTIALS}?min_ttl=60`, `${ROLES}/nope/credentials`]) {
      const short = await tokenShortcut(agent)(target, undefined);
      const long = await call('GET', target);
      expect([short?.status, short?.text]).toEqual([long.status, await long.text()]);
      for (const [name, value] of Object.entries(short?.headers ?? {})) expect(long.headers.get(name)).toBe(value);
    }
  });

  it('opens the console', async () => {
    const { agent, call } = api();
    expect((await call('POST', `${ROLES}/prod-admin/console`)).status).toBe(204);
    expect(agent.calls).toEqual([['openConsole', 'work', 'prod-admin']]);
  });

  it('accepts a role with an @ in its name', async () => {
    const { agent, call } = api();
    const { code } = await failure(await call('GET', `${ROLES}/${encodeURIComponent('ada@prod')}/credentials`));
    expect([code, agent.calls]).toEqual([
      'role_unknown',
      [['roleCredentials', 'work', 'ada@prod', { caller: UNKNOWN }]],
    ]);
  });
});

describe('errors', () => {
  it.each([
    ['GET', '/v1/profiles/nope/roles', 'profile_unknown'],
    ['GET', '/v1/profiles/nope/available-roles', 'profile_unknown'],
    ['GET', '/v1/profiles/nope/roles/prod-admin/credentials', 'profile_unknown'],
    ['POST', '/v1/profiles/nope/roles/prod-admin/console', 'profile_unknown'],
    ['DELETE', '/v1/profiles/nope/roles/prod-admin', 'profile_unknown'],
    ['GET', '/v1/profiles/%20bad/roles/prod-admin/credentials', 'profile_unknown'],
    ['GET', `${ROLES}/nope/credentials`, 'role_unknown'],
    ['GET', `${ROLES}/%20bad/credentials`, 'role_unknown'],
    ['POST', `${ROLES}/nope/console`, 'role_unknown'],
    ['DELETE', `${ROLES}/nope`, 'role_unknown'],
    ['DELETE', `${ROLES}/..%2f..%2fetc`, 'role_unknown'],
    ['GET', `${CREDENTIALS}?min_ttl=soon`, 'request_malformed'],
    ['GET', `${CREDENTIALS}?minttl=60`, 'request_malformed'],
    ['GET', '/v1/profiles/work/available-roles?anew=yes', 'request_malformed'],
    ['GET', '/v1/profiles/work/available-roles?new=true', 'request_malformed'],
  ] as const)('%s %s: %s', async (method, path, expected) => {
    const { code } = await failure(await api().call(method, path));
    expect(code).toBe(expected);
  });

  it.each([
    [{}, 'name'],
    [{ name: 'x' }, 'account_id'],
    [{ name: 'x', account_id: '1' }, 'role_id'],
    [{ name: '-x', account_id: '1', role_id: 'r' }, 'name'],
    [{ name: 'a/b', account_id: '1', role_id: 'r' }, 'name'],
    [{ name: 'x', account_id: '', role_id: 'r' }, 'account_id'],
    [{ name: 'x', account_id: '1', role_id: 'r'.repeat(5000) }, 'role_id'],
    [{ name: 'x', account_id: '1', role_id: 'r', secret: 's' }, 'body'],
  ])('an invalid role (%#), naming the member', async (role, member) => {
    const { agent, call } = api();
    const { code, detail } = await failure(await call('POST', ROLES, role));
    expect([code, detail.split(':')[0]]).toEqual(['request_malformed', member]);
    expect(agent.calls).toEqual([]);
  });

  it.each([
    ['GET', '/v1/profiles/work/available-roles'],
    ['POST', ROLES],
    ['DELETE', `${ROLES}/prod-admin`],
    ['GET', CREDENTIALS],
    ['POST', `${ROLES}/prod-admin/console`],
  ])("%s %s: the agent's errors, each code with its status", async (method, path) => {
    const { agent, call } = api();
    const body = method === 'POST' && path === ROLES ? { name: 'x', account_id: '1', role_id: 'r' } : undefined;
    const codes: ErrorCode[] = ['role_exists', 'role_forbidden', 'roles_unsupported', 'throttled', 'sign_in_needed'];
    for (const code of codes) {
      agent.failWith = new LatchkeyError(code, 'A plain sentence.');
      const answer = await call(method, path, body);
      expect(answer.status).toBe(ERRORS[code].status);
      expect(await failure(answer)).toEqual({ code, detail: 'A plain sentence.' });
    }
  });
});

describe('a door without the right to tokens', () => {
  it('F50: gets 403 for credentials, and the agent is not even asked', async () => {
    const { agent, call } = api(false);
    expect((await failure(await call('GET', CREDENTIALS))).code).toBe('not_allowed');
    expect((await failure(await call('GET', `${ROLES}/nope/credentials`))).code).toBe('not_allowed');
    expect(agent.calls).toEqual([]);
  });

  it('may list, choose and open the console', async () => {
    const { call } = api(false);
    expect((await call('GET', ROLES)).status).toBe(200);
    expect((await call('GET', '/v1/profiles/work/available-roles')).status).toBe(200);
    expect((await call('POST', ROLES, { name: 'x', account_id: '1', role_id: 'r' })).status).toBe(201);
    expect((await call('POST', `${ROLES}/prod-admin/console`)).status).toBe(204);
    expect((await call('DELETE', `${ROLES}/prod-admin`)).status).toBe(200);
  });
});
