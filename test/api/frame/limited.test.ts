/** What a door that is limited to some profiles lets through: every documented route is tried, in several spellings. */
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Door, Handler } from '../../../src-main/api/frame/door.ts';
import { createHandler } from '../../../src-main/api/routes.ts';
import { type FakeAgent, fakeAgent, fakeInfo } from '../../support/engine/fake-agent.ts';
import { ACCESS_TOKEN, profileView, ROLE_SECRET, roleView } from '../../support/engine/fake-views.ts';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

const limitedTo = (...names: string[]): Door => ({
  name: 'forward',
  rights: { tokens: true, only: new Set(names) },
  caller: { door: 'forward', processes: [], host: 'build.example.com' },
});

let agent: FakeAgent;
let handler: Handler;

beforeEach(() => {
  agent = fakeAgent();
  handler = createHandler(agent, fakeInfo());
});

async function ask(door: Door, path: string, method = 'GET') {
  const sent =
    method === 'GET' || method === 'HEAD' ? {} : { body: '{}', headers: { 'content-type': 'application/json' } };
  const response = await handler(new Request(`http://localhost${path}`, { method, ...sent }), door);
  const text = await response.text();
  return {
    status: response.status,
    text,
    headers: response.headers,
    code: text === '' ? '' : (JSON.parse(text).code ?? ''),
  };
}

/** Every path in the document, with its parameters filled in. */
async function paths(fill: Record<string, string>): Promise<string[]> {
  const response = await handler(new Request('http://localhost/v1/openapi.json'), {
    name: 'page',
    rights: { tokens: false },
  });
  const document = z.object({ paths: z.record(z.string(), z.unknown()) }).parse(await response.json());
  return Object.keys(document.paths).map((path) => path.replace(/\{(\w+)\}/g, (_all, name) => fill[name] ?? 'x'));
}

describe('a door that is limited to the profile work', () => {
  it('lets only four requests through, and nothing else reaches the engine', async () => {
    const all = await paths({ name: 'work', role: 'prod-admin' });
    expect(all.length).toBeGreaterThan(20);
    const passed: string[] = [];
    for (const path of all) {
      for (const method of METHODS) {
        const { status, code } = await ask(limitedTo('work'), path, method);
        if (status === 200) passed.push(`${method} ${path}`);
        else expect([status, code], `${method} ${path}`).toEqual([403, 'not_allowed']);
      }
    }
    expect(passed.sort()).toEqual([
      'GET /v1/profiles',
      'GET /v1/profiles/work/roles/prod-admin/credentials',
      'GET /v1/profiles/work/token',
      'GET /v1/status',
    ]);
    expect(agent.calls.map(([call]) => call).sort()).toEqual(['roleCredentials', 'token']);
  });

  it('says what it is for, and where to run commands', async () => {
    const { text } = await ask(limitedTo('work', 'play/dev'), '/v1/profiles/work/sign-in', 'POST');
    expect(JSON.parse(text)).toMatchObject({
      detail: 'This socket only gives tokens and credentials of work, play/dev; it accepts no commands.',
      hint: 'Run it on the machine where the agent runs, or forward what you need from there.',
      exit: 8,
    });
  });

  it('returns a token with min_ttl, forbids caching it, and tells the engine who asks', async () => {
    const { text, headers } = await ask(limitedTo('work'), '/v1/profiles/work/token?min_ttl=300');
    expect(text).toContain(ACCESS_TOKEN);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(agent.calls).toEqual([
      ['token', 'work', { minTtlS: 300, caller: { door: 'forward', processes: [], host: 'build.example.com' } }],
    ]);
  });

  it.each([
    '/v1/profiles/%77ork/token',
    '/v1/profiles/work/token/',
    '/v1/profiles//work/token',
    '//v1/profiles/work/token',
    '/v1/profiles/work%2Ftoken',
    '/v1/profiles/other/../work/sign-in',
    '/v1/profiles/work/roles/prod-admin%2Fcredentials',
    '/v1/profiles/work/roles/prod%2Dadmin/credentials',
    '/V1/profiles/work/token',
    '/v1/status?x=1',
    '/v1/status/',
    '/v1/events',
    '/',
  ])('returns nothing for %s', async (path) => {
    const { status, text } = await ask(limitedTo('work'), path);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(text).not.toContain('canary');
    expect(agent.calls).toEqual([]);
  });

  it('answers for another profile and its roles as if they did not exist', async () => {
    agent.emit({
      ...agent.view(),
      profiles: [...agent.view().profiles, profileView('payroll', { roles: [roleView()] })],
    });
    for (const rest of ['token', 'token?min_ttl=5', 'roles/prod-admin/credentials', 'roles/none/credentials']) {
      const there = await ask(limitedTo('work'), `/v1/profiles/payroll/${rest}`);
      const absent = await ask(limitedTo('work'), `/v1/profiles/missing/${rest}`);
      expect(there.code).toBe('profile_unknown');
      expect(there.text.replaceAll('payroll', 'missing')).toBe(absent.text);
      expect([...there.headers]).toEqual([...absent.headers]);
    }
    expect(agent.calls).toEqual([]);
  });

  it('answers profile_unknown for a removed profile, as every door does', async () => {
    const { code } = await ask(limitedTo('gone'), '/v1/profiles/gone/token');
    expect(code).toBe('profile_unknown');
  });
});

describe('the status at a limited door', () => {
  const sensitive = profileView('work', {
    display_name: 'id.example.test',
    expires_at: 1_800_000_000,
    identity: { subject: 'u1', email: 'ada@example.test' },
    scope: 'openid payroll',
    settings: { issuer: 'https://id.example.test', client_id: 'hidden-client' },
    state: 'awaiting-user',
    sign_in: { id: '1', flow: 'device', phase: 'waiting', display_name: 'x', user_code: 'WDJB-MJHT' },
    ask: 'always',
    allowed: [{ program: '/usr/bin/hidden-program' }],
    git: [{ host: 'git.hidden.test' }],
    has_roles: true,
    roles: [roleView(), { ...roleView(), name: 'dev' }],
  });

  beforeEach(() => {
    const ask = { id: 'q', profile: 'payroll', program: 'hidden', chain: [], can_remember: true, expires_at: 1 };
    const payroll = profileView('payroll', { state: 'needs-sign-in' });
    const view = agent.view();
    const vault_problem = { code: 'vault_locked', message: 'hidden', hint: '' } as const;
    agent.emit({
      ...view,
      overall: 'needs-you',
      profiles: [sensitive, payroll],
      asks: [ask],
      agent: { ...view.agent, vault_problem },
    });
  });

  it('shows the state of the named profiles, but no identity, settings, prompts or other profiles', async () => {
    for (const path of ['/v1/status', '/v1/profiles']) {
      const { text } = await ask(limitedTo('work'), path);
      for (const hidden of ['payroll', 'hidden', 'ada@', 'WDJB', 'always', 'subject', 'id.example.test/']) {
        expect(text).not.toContain(hidden);
      }
      expect(JSON.parse(text).profiles).toEqual([
        {
          name: 'work',
          provider: 'oidc',
          provider_title: 'OpenID Connect',
          display_name: 'id.example.test',
          settings: {},
          state: 'awaiting-user',
          renewable: true,
          expires_at: 1_800_000_000,
          has_roles: true,
          roles: [roleView(), { ...roleView(), name: 'dev' }],
        },
      ]);
    }
  });

  it('does not reveal through the overall state that another profile needs you', async () => {
    agent.emit({
      ...agent.view(),
      profiles: [profileView('work'), profileView('payroll', { state: 'needs-sign-in' })],
    });
    expect(JSON.parse((await ask(limitedTo('work'), '/v1/status')).text).overall).toBe('fine');
    expect(JSON.parse((await ask(limitedTo('payroll'), '/v1/status')).text).overall).toBe('needs-you');
    expect(JSON.parse((await ask(limitedTo('gone'), '/v1/status')).text)).toMatchObject({
      overall: 'empty',
      profiles: [],
    });
  });

  it('shows only the role if it is limited to one', async () => {
    const { profiles } = JSON.parse((await ask(limitedTo('work/dev'), '/v1/profiles')).text);
    expect(profiles[0].roles.map(({ name }: { name: string }) => name)).toEqual(['dev']);
  });
});

describe('a door that is limited to the role work/prod-admin', () => {
  const door = limitedTo('work/prod-admin');

  it('returns the credentials of that role', async () => {
    const { status, text } = await ask(door, '/v1/profiles/work/roles/prod-admin/credentials');
    expect(status).toBe(200);
    expect(text).toContain(ROLE_SECRET);
  });

  it("returns neither the profile's token nor another role", async () => {
    const token = await ask(door, '/v1/profiles/work/token');
    expect([token.status, token.code]).toEqual([403, 'not_allowed']);
    expect(JSON.parse(token.text).detail).toBe(
      'This socket gives credentials of work/prod-admin, but not the token of work itself.',
    );
    const other = await ask(door, '/v1/profiles/work/roles/dev/credentials');
    expect([other.status, other.code]).toEqual([404, 'role_unknown']);
    expect(agent.calls).toEqual([]);
  });
});
