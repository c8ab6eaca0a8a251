/** The audit log over the API, and what it records about requests: commands with their outcome, never their secrets. */
import { describe, expect, it } from 'vitest';
import type { Door } from '../../../src-main/api/frame/door.ts';
import { createHandler } from '../../../src-main/api/routes.ts';
import { AuditResponse } from '../../../src-main/api/schemas/audit-schemas.ts';
import { tokenShortcut } from '../../../src-main/api/token-shortcut.ts';
import type { AuditEntry } from '../../../src-main/core/audit.ts';
import type { Caller } from '../../../src-main/core/caller.ts';
import { LatchkeyError } from '../../../src-main/core/errors.ts';
import { fakeAgent, fakeInfo } from '../../support/engine/fake-agent.ts';
import { keptAudit } from '../../support/engine/kept-audit.ts';

const CANARY = 'canary-b3b0';
const CURL: Caller = { door: 'socket', program: { pid: 7, name: 'curl' }, processes: [{ pid: 7, name: 'curl' }] };
const ENTRY: AuditEntry = {
  id: 9,
  time: '2026-01-01T00:00:00.000Z',
  event: 'token',
  outcome: 'refused',
  code: 'sign_in_needed',
  profile: 'work',
  program: { pid: 7, name: 'curl', executable: '/usr/bin/curl' },
};

function api(door: Door = { name: 'socket', rights: { tokens: true }, caller: CURL }) {
  const agent = fakeAgent();
  const audit = keptAudit();
  const handler = createHandler(agent, { ...fakeInfo(), audit });
  const call = (method: string, path: string, body?: unknown) => {
    const sent =
      body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    return handler(new Request(`http://localhost${path}`, { method, ...sent }), door);
  };
  return { agent, audit, call };
}

describe('GET /v1/audit', () => {
  it('returns the entries, and passes the query to the log', async () => {
    const { agent, call } = api();
    agent.readAudit = (query) => {
      agent.calls.push(['readAudit', query]);
      return Promise.resolve([ENTRY]);
    };
    const answer = await call('GET', '/v1/audit');
    expect(AuditResponse.parse(await answer.json())).toEqual({ entries: [ENTRY] });
    await call('GET', '/v1/audit?profile=work&limit=5000&since=1700000000.5&outcome=refused');
    await call('GET', '/v1/audit?since=2026-01-31T09:30:00%2B01:00&after=41');
    expect(agent.calls).toEqual([
      ['readAudit', {}],
      ['readAudit', { profile: 'work', limit: 5000, sinceMs: 1_700_000_000_500, outcome: 'refused' }],
      ['readAudit', { sinceMs: Date.UTC(2026, 0, 31, 8, 30), afterId: 41 }],
    ]);
  });

  it.each([
    'limit=0',
    'limit=5001',
    'limit=1e3',
    'after=-1',
    'since=yesterday',
    'since=2026-02-31T99:00:00Z',
    'profile=%20',
    'outcome=maybe',
    'sinse=1',
    'limit=1&limit=2',
  ])('refuses %s', async (query) => {
    const { agent, call } = api();
    expect((await call('GET', `/v1/audit?${query}`)).status).toBe(400);
    expect(agent.calls).toEqual([]);
  });

  it('is open to the window, but not to a socket that is limited to some profiles', async () => {
    expect((await api({ name: 'window', rights: { tokens: false } }).call('GET', '/v1/audit')).status).toBe(200);
    const limited = api({ name: 'forward', rights: { tokens: true, only: new Set(['work']) } });
    expect((await limited.call('GET', '/v1/audit')).status).toBe(403);
    expect(limited.agent.calls).toEqual([]);
  });
});

describe('the audit log', () => {
  it('records commands: method, path, profile, caller and outcome', async () => {
    const { agent, audit, call } = api();
    await call('POST', '/v1/profiles/work/sign-in?x=1', { flow: 'device' });
    await call('PATCH', '/v1/profiles/nobody', { settings: {} });
    agent.failWith = new LatchkeyError('provider_unreachable', 'No way.');
    await call('POST', '/v1/profiles/work/refresh');
    await call('DELETE', '/v1/profiles/work/roles/prod-admin');
    expect(audit.facts).toEqual([
      { event: 'command', outcome: 'ok', detail: 'POST /v1/profiles/work/sign-in', profile: 'work', caller: CURL },
      {
        event: 'command',
        outcome: 'refused',
        code: 'profile_unknown',
        detail: 'PATCH /v1/profiles/nobody',
        profile: 'nobody',
        caller: CURL,
      },
      {
        event: 'command',
        outcome: 'refused',
        code: 'provider_unreachable',
        detail: 'POST /v1/profiles/work/refresh',
        profile: 'work',
        caller: CURL,
      },
      {
        event: 'command',
        outcome: 'refused',
        code: 'provider_unreachable',
        detail: 'DELETE /v1/profiles/work/roles/prod-admin',
        profile: 'work',
        caller: CURL,
      },
    ]);
  });

  it('records the door for the window, which has no program to name', async () => {
    const { audit, call } = api({ name: 'window', rights: { tokens: false } });
    await call('DELETE', '/v1/profiles/work/sign-in');
    expect(audit.facts).toMatchObject([{ outcome: 'ok', caller: { door: 'window', processes: [] } }]);
  });

  it('never records a body, a query or an unknown path', async () => {
    const { audit, call } = api();
    const secrets = { client_secret: `${CANARY}-secret` };
    await call('POST', `/v1/profiles?q=${CANARY}`, { name: 'new', provider: 'oidc', settings: { a: CANARY }, secrets });
    await call('POST', '/v1/profiles', { name: CANARY.repeat(20), secrets });
    await call('POST', `/v1/${CANARY}`);
    await call('DELETE', `/v1/profiles/${CANARY.repeat(12)}/sign-in`);
    await call('POST', `/v1/profiles/${encodeURIComponent(`x y ${CANARY}`)}/refresh`);
    expect(audit.facts).toHaveLength(5);
    expect(JSON.stringify(audit.facts)).not.toContain(CANARY);
    expect(audit.facts.map(({ detail }) => detail)).toEqual([
      'POST /v1/profiles',
      'POST /v1/profiles',
      'POST of an unknown path',
      'DELETE /v1/profiles/…/sign-in',
      'POST /v1/profiles/…/refresh',
    ]);
  });

  it('records nothing about a request that only reads', async () => {
    const { audit, call } = api();
    for (const path of ['/v1/status', '/v1/profiles', '/v1/profiles/work', '/v1/audit', '/v1/nothing'])
      await call('GET', path);
    expect(audit.facts).toEqual([]);
  });

  it('records a token request that the door refuses or whose profile does not exist; the engine records the others', async () => {
    const page = api({ name: 'page', rights: { tokens: false } });
    await page.call('GET', '/v1/profiles/work/token');
    await page.call('GET', '/v1/profiles/work/roles/prod-admin/credentials');
    expect(page.audit.facts).toMatchObject([
      { event: 'token', profile: 'work', outcome: 'refused', code: 'not_allowed', caller: { door: 'page' } },
      { event: 'role-credentials', profile: 'work', role: 'prod-admin', code: 'not_allowed' },
    ]);
    const far: Caller = { door: 'forward', processes: [], host: 'build-1' };
    const forward = api({ name: 'forward', rights: { tokens: true, only: new Set(['other']) }, caller: far });
    await forward.call('GET', '/v1/profiles/work/token');
    await forward.call('POST', '/v1/profiles/work/refresh');
    expect(forward.audit.facts).toMatchObject([
      { event: 'token', profile: 'work', outcome: 'refused', code: 'profile_unknown', caller: far },
      { event: 'command', outcome: 'refused', code: 'not_allowed', caller: far },
    ]);
    const socket = api();
    await socket.call('GET', '/v1/profiles/work/token');
    socket.agent.failWith = new LatchkeyError('sign_in_needed', 'Not signed in.');
    await socket.call('GET', '/v1/profiles/work/token');
    expect(socket.audit.facts).toEqual([]);
  });

  it('records the same for the token shortcut', async () => {
    const { agent, audit } = api();
    const shortcut = tokenShortcut(agent, undefined, audit);
    await shortcut('/v1/profiles/nobody/token?min_ttl=5', CURL);
    await shortcut('/v1/profiles/work/token', CURL);
    const fact = { event: 'token', profile: 'nobody', outcome: 'refused', code: 'profile_unknown', caller: CURL };
    expect(audit.facts).toEqual([fact]);
  });
});
