/** A program changes nothing about a profile that asks without a question: that would be the first thing that a rogue one does. */
import { createRoute } from '@hono/zod-openapi';
import { beforeEach, describe, expect, it } from 'vitest';
import { askFirst } from '../../../src-main/api/changes/ask-first.ts';
import { settingsWishes } from '../../../src-main/api/changes/settings-changes.ts';
import { newApp } from '../../../src-main/api/frame/app.ts';
import type { ApiInfo } from '../../../src-main/api/frame/info.ts';
import { createApp, createHandler } from '../../../src-main/api/routes.ts';
import type { Settings, SettingsPatch } from '../../../src-main/core/settings.ts';
import { answer, asking, asks, questions, TERRAFORM } from '../../core/gate/asking.ts';
import { atDoor, socketOf, WINDOW } from '../../support/engine/at-door.ts';
import type { Desk } from '../../support/engine/desk.ts';
import { fakeInfo } from '../../support/engine/fake-agent.ts';
import { settle } from '../../support/engine/fake-clock.ts';

const ROLE = { name: 'read-only', account_id: '111111111111', role_id: 'ReadOnly' };
const ADMIN = { name: 'admin', account_id: '111111111111', role_id: 'AdministratorAccess' };
const NEW = { name: 'lab', provider: 'scripted', settings: { issuer: 'https://id.example' } };
const WORK = '/v1/profiles/work';

let settings: Settings = {};
let opened: string[] = [];
let desk: Desk;

function info(): ApiInfo {
  return {
    ...fakeInfo(),
    settings: {
      now: () => settings,
      problem: () => undefined,
      change: async (patch: SettingsPatch) => {
        settings = { ...settings, ...(patch as Settings) };
        return settings;
      },
      file: '/settings.json',
      canStartAtLogin: false,
      environment: () => ({}),
    },
    forwards: {
      open: async ({ host, profiles }) => {
        opened.push(host);
        return { id: host, host, profiles: [...profiles], socket: '/s', opened_at: 0 };
      },
      list: () => [],
      close: async () => true,
    },
  };
}

const at = (door: Parameters<typeof atDoor>[1]) => atDoor(createHandler(desk.agent, info()), door);
const program = (method: string, path: string, body?: unknown) => at(socketOf(TERRAFORM))(method, path, body);
const person = (method: string, path: string, body?: unknown) => at(WINDOW)(method, path, body);
const shown = () => questions(desk).map(({ profile, change }) => [profile, change]);

beforeEach(async () => {
  settings = {};
  opened = [];
  desk = await asking('always');
  await desk.agent.addRole('work', ROLE);
});

/** Requests that no one is asked about: each takes something away, or is asked about by the gate. */
const HARMLESS = [
  'POST /v1/asks/:id',
  'POST /v1/profiles/:name/copy-token',
  'POST /v1/check',
  'POST /v1/container-runs',
  'DELETE /v1/container-runs/:id',
  'DELETE /v1/forwards/:id',
  'POST /v1/import/aws',
  'POST /v1/quit',
  'POST /v1/page',
  'POST /v1/lock',
  'POST /v1/logins',
  'POST /v1/logins/erase',
  'POST /v1/logins/find',
  'POST /v1/profiles/:name/refresh',
  'POST /v1/profiles/:name/roles/:role/console',
  'DELETE /v1/profiles/:name/sign-in',
  'POST /v1/profiles/:name/sign-in',
  'POST /v1/profiles/:name/sign-in/cancel',
  'POST /v1/profiles/:name/sign-in/open',
  'POST /v1/sandbox',
  'POST /v1/unlock',
];

const LESS = { ask: 'always', ask_logins: 'always' } as const;
const client = (words: string) => ['work', words] as const;

/** All others: a request, and the question that it is. */
const ASKED: readonly (readonly [route: string, body: unknown, question: readonly (string | undefined)[]])[] = [
  [
    'POST /v1/profiles',
    { ...NEW, ask: 'new' },
    [undefined, 'add the profile lab with fewer questions than your default'],
  ],
  [
    'PATCH /v1/profiles/:name',
    { settings: { cache_bridge: true } },
    ['work', expect.stringContaining('~/.aws/sso/cache')],
  ],
  [
    'PATCH /v1/profiles/:name',
    { settings: { admin_url: 'https://evil.example' } },
    ['work', 'set admin_url to https://evil.example'],
  ],
  ['PATCH /v1/profiles/:name', { settings: { issuer: null } }, ['work', 'remove the setting issuer']],
  ['PATCH /v1/profiles/:name', { secrets: { client_secret: 'x' } }, ['work', 'replace the secret client_secret']],
  ['PATCH /v1/profiles/:name', { uses: { ask: null } }, ['work', 'never ask again']],
  ['PATCH /v1/profiles/:name', { uses: { ask: 'never' } }, ['work', 'never ask again']],
  ['PATCH /v1/profiles/:name', { uses: { ask: 'new' } }, ['work', 'ask about new programs only']],
  ['PATCH /v1/profiles/:name', { uses: { allowed: [{ program: '/bin/evil' }] } }, ['work', 'always allow /bin/evil']],
  [
    'PATCH /v1/profiles/:name',
    { uses: { allowed: [{ program: '/bin/evil', role: 'read-only' }] } },
    ['work', 'always allow /bin/evil to use the role read-only'],
  ],
  [
    'PATCH /v1/profiles/:name',
    { uses: { git: [{ host: 'evil.example.com', path: 'x' }] } },
    ['work', 'give its token to evil.example.com/x'],
  ],
  [
    'PATCH /v1/profiles/:name',
    { uses: { registries: [{ host: 'evil.example.com' }] } },
    ['work', 'give its token to evil.example.com'],
  ],
  ['DELETE /v1/profiles/:name', undefined, ['work', 'sign out and remove the profile']],
  ['POST /v1/profiles/:name/roles', ADMIN, ['work', 'add the role admin, which is AdministratorAccess (111111111111)']],
  ['DELETE /v1/profiles/:name/roles/:role', undefined, ['work', 'remove the role read-only']],
  [
    'POST /v1/forwards',
    { host: 'box', profiles: ['work'] },
    ['work', 'give its token and all its roles to the machine box'],
  ],
  [
    'POST /v1/forwards',
    { host: 'box', profiles: ['work/read-only'] },
    ['work', 'give the role read-only to the machine box'],
  ],
  ['PATCH /v1/settings', { ask: null }, [undefined, 'never ask about programs that use a new profile']],
  ['PATCH /v1/settings', { ask: 'new' }, [undefined, 'ask only about new programs that use a new profile']],
  ['PATCH /v1/settings', { ask_logins: null }, [undefined, 'never ask about stored logins again']],
  ['PATCH /v1/settings', { ask_logins: 'new' }, [undefined, 'ask about stored logins only for new programs']],
  [
    'PATCH /v1/settings',
    { logins_allowed: [{ program: '/bin/evil', kind: 'git', host: 'git.example.com' }] },
    [undefined, 'always allow /bin/evil to use the login for git.example.com'],
  ],
  ['POST /v1/profiles/:name/clients', {}, client('create an OAuth client')],
  ['PUT /v1/profiles/:name/clients/:id', {}, client('change the OAuth client x')],
  ['PATCH /v1/profiles/:name/clients/:id', [{ op: 'remove', path: '/a' }], client('change the OAuth client x')],
  ['DELETE /v1/profiles/:name/clients/:id', undefined, client('delete the OAuth client x')],
  ['PUT /v1/profiles/:name/clients/:id/lifespans', {}, client('change the OAuth client x')],
  [
    'POST /v1/profiles/:name/clients/:id/rotate-secret',
    undefined,
    client('create a new secret for the OAuth client x'),
  ],
  [
    'DELETE /v1/profiles/:name/clients/:id/former-secrets',
    undefined,
    client('invalidate the former secrets of the OAuth client x'),
  ],
  ['GET /v1/profiles/:name/clients/:id/secret', undefined, client('read the secret of the OAuth client x')],
];

function requestOf(route: string): [method: string, path: string] {
  const [method = '', path = ''] = route.split(' ');
  return [method, path.replace(':name', 'work').replace(':role', 'read-only').replace(':id', 'x')];
}

describe('a change of a profile that asks, at a door where no one answers', () => {
  it('security 1, 9: every route that is not a mere look is a question, or known to be harmless', () => {
    const served = createApp(desk.agent, info()).routes.filter(
      ({ path, method }) => method !== 'ALL' && !path.includes('*'),
    );
    const known = new Set([...HARMLESS, ...ASKED.map(([route]) => route)]);
    const unknown = served.map(({ method, path }) => `${method} ${path}`).filter((route) => !route.startsWith('GET '));
    expect(unknown.filter((route) => !known.has(route))).toEqual([]);
    expect(new Set(unknown).size).toBeGreaterThan(30);
  });

  it.each(ASKED)('security 1, 9: %s %j is a question', async (route, body, question) => {
    settings = LESS;
    const asked = program(...requestOf(route), body);
    await settle();
    expect(shown()).toEqual([question]);
    expect(questions(desk)[0]).toMatchObject({ program: 'terraform', can_remember: false });
    const before = desk.agent.profile('work');
    await answer(desk, 'no');
    expect((await asked).body.code).toBe('ask_denied');
    expect([desk.agent.profile('work'), settings, opened]).toEqual([before, LESS, []]);
  });

  it.each(ASKED)('security 1, 9: %s %j is denied at once if no one can answer', async (route, body) => {
    settings = LESS;
    desk.canAsk = false;
    const before = desk.agent.profile('work');
    const { body: given } = await program(...requestOf(route), body);
    expect(given).toMatchObject({ code: 'ask_unavailable', hint: expect.stringContaining('latchkey agent --page') });
    expect([desk.agent.profile('work'), settings, opened]).toEqual([before, LESS, []]);
    expect(asks(desk).at(-1)).toMatchObject({ outcome: 'refused', code: 'ask_unavailable' });
  });

  it('security 9: after a no, the profile is still there, and asks; it cannot be added again without asking', async () => {
    const removed = program('DELETE', WORK);
    await settle();
    await answer(desk, 'no');
    expect((await removed).body.code).toBe('ask_denied');
    expect((await program('POST', '/v1/profiles', { ...NEW, name: 'work' })).body.code).toBe('profile_exists');
    expect(desk.profile().ask).toBe('always');
  });

  it('is made once it is allowed, and that one time only', async () => {
    const first = program('PATCH', WORK, { uses: { ask: 'new' } });
    await settle();
    await answer(desk, 'once');
    expect((await first).body.ask).toBe('new');
    void program('PATCH', WORK, { uses: { ask: 'never' } });
    await settle();
    expect(shown()).toEqual([['work', 'never ask again']]);
  });

  it.each<[string, () => Promise<unknown>, () => ReturnType<typeof program>, string]>([
    [
      'asking less',
      () => person('PATCH', WORK, { uses: { ask: 'always' } }),
      () => program('PATCH', WORK, { uses: { ask: 'new' } }),
      'ask about new programs only',
    ],
    [
      'the name of a role',
      () => person('DELETE', `${WORK}/roles/read-only`),
      () => program('POST', `${WORK}/roles`, { ...ADMIN, name: 'read-only' }),
      'add the role read-only, which is AdministratorAccess (111111111111)',
    ],
    [
      'asking less by default',
      () => person('PATCH', '/v1/settings', { ask: 'always' }),
      () => program('PATCH', '/v1/settings', { ask: 'new' }),
      'ask only about new programs that use a new profile',
    ],
  ])(
    'security 1: %s that changed nothing when it was requested is asked about when its turn comes',
    async (_what, restrict, undo, question) => {
      settings = { ask: 'new' };
      await person('PATCH', WORK, { uses: { ask: 'new' } });
      // The person's change is on its way when the program's request is checked.
      const [restricted, undone] = [restrict(), undo()];
      expect(await restricted).toMatchObject({ status: expect.any(Number) });
      await settle();
      expect(shown().map(([, change]) => change)).toEqual([question]);
      await answer(desk, 'no');
      expect((await undone).body.code).toBe('ask_denied');
    },
  );

  it('security 1: a yes covers only what the question said', async () => {
    await person('PATCH', WORK, { uses: { ask: 'new' } });
    const asked = program('PATCH', WORK, { settings: { issuer: 'https://other.example' }, uses: { ask: 'new' } });
    await settle();
    expect(shown()).toEqual([['work', 'set issuer to https://other.example']]);
    await person('PATCH', WORK, { uses: { ask: 'always' } });
    await answer(desk, 'once');
    expect(desk.profile().ask).toBe('always');
    expect(questions(desk)).toHaveLength(1);
    expect(shown()[0]?.[1]).toContain('ask about new programs only');
    await answer(desk, 'no');
    expect((await asked).body.code).toBe('ask_denied');
    expect(desk.profile().ask).toBe('always');
  });

  it('two requests are two questions: the same words may stand for different changes', async () => {
    for (const end of ['a', 'b']) {
      void program('PATCH', WORK, {
        settings: { issuer: `https://id.example/${'x'.repeat(200)}${end}${'y'.repeat(200)}` },
      });
    }
    await settle();
    expect(questions(desk)).toHaveLength(2);
  });

  it('says how many there are when the list is too long to be read', async () => {
    const allowed = Array.from({ length: 30 }, (_, i) => ({ program: `/opt/tools/bin/tool-number-${i}` }));
    const git = Array.from({ length: 20 }, (_, i) => ({ host: `server-number-${i}.example.com` }));
    void program('PATCH', WORK, { uses: { ask: 'never', allowed, git } });
    await settle();
    expect(questions(desk)[0]?.changes).toEqual([
      { kind: 'ask_never' },
      { kind: 'allow_many', name: '30' },
      { kind: 'token_to_many', name: '20' },
    ]);
  });

  it('shows both ends of a long value, as plain text', async () => {
    void program('PATCH', WORK, { settings: { issuer: `https://good.example\u202e:${'x'.repeat(500)}@evil.example` } });
    await settle();
    const { change = '' } = questions(desk)[0] ?? {};
    expect(change).toMatch(/^set issuer to https:\/\/good\.example\u{fffd}:x+…x+@evil\.example$/u);
    expect(change.length).toBeLessThan(200);
  });

  it('shows no secret in the wrong place, and records no value of a setting', async () => {
    const asked = program('PATCH', WORK, { settings: { client_secret: 'canary-1', issuer: 'https://canary-2' } });
    await settle();
    expect(questions(desk)[0]?.change).toBe('set client_secret to …; set issuer to https://canary-2');
    await answer(desk, 'no');
    await asked;
    expect(JSON.stringify(desk.audit.facts)).not.toContain('canary');
  });

  it('is not a question if it is the same as before, asks more or takes something away', async () => {
    await desk.agent.setUses('work', {
      ask: 'new',
      git: [{ host: 'git.example.com' }],
      allowed: [{ program: '/bin/a' }],
    });
    const [settled] = [desk.agent.profile('work').settings];
    for (const body of [
      { settings: settled },
      { settings: { cache_bridge: null } },
      { uses: { git: [{ host: 'git.example.com' }], registries: null } },
      { uses: { git: null, registries: [] } },
      { uses: { allowed: null } },
      { uses: { ask: 'always' } },
    ]) {
      expect((await program('PATCH', WORK, body)).status, JSON.stringify(body)).toBe(200);
    }
    expect(asks(desk)).toEqual([]);
  });

  it('no one is asked in vain about a role or profile that is not there, or a name that is taken', async () => {
    expect((await program('DELETE', `${WORK}/roles/nothing`)).body.code).toBe('role_unknown');
    expect((await program('POST', `${WORK}/roles`, ROLE)).body.code).toBe('role_exists');
    expect((await program('POST', '/v1/forwards', { host: 'box', profiles: ['work/nothing'] })).body.code).toBe(
      'role_unknown',
    );
    expect((await program('DELETE', '/v1/profiles/nothing')).body.code).toBe('profile_unknown');
    expect((await program('PATCH', WORK, { settings: 7 })).body.code).toBe('request_malformed');
    expect(asks(desk)).toEqual([]);
  });

  it('several profiles are asked about at the same time', async () => {
    await desk.agent.addProfile({ ...NEW, ask: 'new' });
    void program('POST', '/v1/forwards', { host: 'box', profiles: ['work', 'lab'] });
    await settle();
    expect(questions(desk).map(({ profile }) => profile)).toEqual(['work', 'lab']);
  });
});

describe('what is added later', () => {
  it('security 1: a route without a rule keeps the handler from starting', () => {
    const app = newApp(undefined);
    askFirst(app, desk.agent, info());
    const route = createRoute({ method: 'post', path: '/v1/later', responses: { 204: { description: 'Done' } } });
    expect(() => app.openapi(route, (context) => context.body(null, 204))).toThrow('POST /v1/later has no rule');
  });

  it('security 1: a setting without a rule is a question', () => {
    const patch = { later: true } as SettingsPatch;
    expect(settingsWishes({}, patch)).toEqual([{ changes: [{ kind: 'setting', name: 'later', value: 'true' }] }]);
  });
});

describe('what the rule leaves alone', () => {
  it('the person changes everything in the window without a question', async () => {
    expect((await person('PATCH', WORK, { uses: { ask: null, allowed: [{ program: '/bin/a' }] } })).status).toBe(200);
    await desk.agent.setUses('work', { ask: 'always' });
    expect((await person('POST', `${WORK}/roles`, ADMIN)).status).toBe(201);
    expect((await person('PATCH', '/v1/settings', { ask: null })).status).toBe(200);
    expect((await person('DELETE', WORK)).status).toBe(204);
    expect(asks(desk)).toEqual([]);
  });

  it('a profile that never asks, except for what would later count as your word', async () => {
    await desk.agent.setUses('work', { ask: null });
    expect((await program('PATCH', WORK, { uses: { git: [{ host: 'other.example.com' }] } })).status).toBe(200);
    expect((await program('POST', `${WORK}/roles`, ADMIN)).status).toBe(201);
    const allowing = program('PATCH', WORK, { uses: { ask: 'new', allowed: [{ program: '/bin/evil' }] } });
    await settle();
    expect(shown()).toEqual([['work', 'always allow /bin/evil']]);
    await answer(desk, 'no');
    expect((await allowing).body.code).toBe('ask_denied');
    expect((await program('DELETE', WORK)).status).toBe(204);
  });

  it('settings for how Latchkey looks, and asking more', async () => {
    expect((await program('PATCH', '/v1/settings', { language: 'de', notices: { asked: false } })).status).toBe(200);
    expect((await program('PATCH', '/v1/settings', { ask: 'always', ask_logins: 'new' })).status).toBe(200);
    expect((await program('PATCH', '/v1/settings', { logins_allowed: null })).status).toBe(200);
    expect(asks(desk)).toEqual([]);
  });

  it('a new profile that asks as much as your default, or more', async () => {
    settings = { ask: 'new' };
    expect((await program('POST', '/v1/profiles', { ...NEW, ask: 'always' })).status).toBe(201);
    expect((await program('POST', '/v1/profiles', { ...NEW, name: 'lab2' })).status).toBe(201);
    expect(asks(desk)).toEqual([]);
  });
});
