/** The lock and the prompts as an API caller sees them: who may answer, and what a locked agent still says. */
import { describe, expect, it } from 'vitest';
import type { Door } from '../../../src-main/api/frame/door.ts';
import { createApp, createHandler } from '../../../src-main/api/routes.ts';
import { tokenShortcut } from '../../../src-main/api/token-shortcut.ts';
import type { Caller } from '../../../src-main/core/caller.ts';
import { LatchkeyError } from '../../../src-main/core/errors.ts';
import { agentLocked } from '../../../src-main/core/gate/agent-lock.ts';
import { secret } from '../../../src-main/core/secret.ts';
import { atDoor, socketOf, WINDOW } from '../../support/engine/at-door.ts';
import { Desk } from '../../support/engine/desk.ts';
import { fakeAgent, fakeInfo } from '../../support/engine/fake-agent.ts';
import { settle } from '../../support/engine/fake-clock.ts';

const TERRAFORM = { pid: 7, name: 'terraform', executable: '/usr/bin/terraform' };
const CALLER: Caller = { door: 'socket', program: TERRAFORM, processes: [TERRAFORM] };
const SOCKET = socketOf(CALLER);
const scripted = (door: Door) => {
  const agent = fakeAgent();
  return { agent, ask: atDoor(createHandler(agent, fakeInfo()), door) };
};

async function realAgent() {
  const desk = new Desk();
  await desk.signedIn();
  const handler = createHandler(desk.agent, fakeInfo());
  return { desk, socket: atDoor(handler, SOCKET), window: atDoor(handler, WINDOW) };
}

describe('POST /v1/asks/{id}', () => {
  it.each(['once', 'always', 'no'])('accepts %s from the window', async (answer) => {
    const { agent, ask } = scripted(WINDOW);
    expect(await ask('POST', '/v1/asks/q1', { answer })).toEqual({ status: 204, body: undefined });
    expect(agent.calls).toEqual([['answerAsk', 'q1', answer]]);
  });

  it.each<[string, Door]>([
    ['the socket', SOCKET],
    ['an unknown door', { name: 'forward', rights: { tokens: true } }],
  ])('accepts no answer from %s, where a program could allow itself', async (_name, door) => {
    const { agent, ask } = scripted(door);
    const { status, body } = await ask('POST', '/v1/asks/q1', { answer: 'always' });
    expect([status, body.code]).toEqual([403, 'not_allowed']);
    expect(body.hint).toContain('window');
    expect(agent.calls).toEqual([]);
  });

  it.each([{ answer: 'maybe' }, { answer: 'once', more: 1 }, {}])('refuses %j', async (sent) => {
    const { agent, ask } = scripted(WINDOW);
    const { status, body } = await ask('POST', '/v1/asks/q1', sent);
    expect([status, body.code, agent.calls]).toEqual([400, 'request_malformed', []]);
  });

  it('answers 404 if the prompt is over', async () => {
    const { agent, ask } = scripted(WINDOW);
    agent.failWith = new LatchkeyError('ask_unknown', 'No such question is waiting for an answer.');
    expect((await ask('POST', '/v1/asks/q1', { answer: 'no' })).status).toBe(404);
  });
});

describe('POST /v1/lock and /v1/unlock', () => {
  it.each(['lock', 'unlock'])('%s accepts the passphrase at any door', async (what) => {
    for (const door of [SOCKET, WINDOW]) {
      const { agent, ask } = scripted(door);
      expect((await ask('POST', `/v1/${what}`, { passphrase: 'open sesame' })).status).toBe(204);
      expect(agent.calls).toEqual([[what, 'open sesame']]);
    }
  });

  it.each(['', 'x'.repeat(1025), 7])('refuses a malformed passphrase, and does not quote it', async (text) => {
    const { ask } = scripted(SOCKET);
    const { status, body } = await ask('POST', '/v1/lock', { passphrase: text });
    expect([status, body.code]).toEqual([400, 'request_malformed']);
    expect(JSON.stringify(body)).not.toContain('xxx');
  });
});

describe('while the agent is locked', () => {
  it('security 11: withholds what was being read when it was locked; a command that was carried out is not denied', async () => {
    const agent = fakeAgent();
    let isLocked = false;
    const demandUnlocked = () => {
      if (isLocked) throw agentLocked();
    };
    const locksMeanwhile = async <T>(answer: T): Promise<T> => {
      isLocked = true;
      return answer;
    };
    const clients = () => ({
      secrets: () => locksMeanwhile({ clientId: 'x', adminUrl: 'https://x', clientSecret: secret('CANARY') }),
      delete: () => locksMeanwhile(undefined),
    });
    const locked = { ...agent, clients: clients as never, guard: { ...agent.guard, demandUnlocked } };
    const ask = atDoor(createHandler(locked, fakeInfo()), { name: 'socket', rights: { tokens: true } });
    const read = await ask('GET', '/v1/profiles/work/clients/x/secret');
    expect([read.status, read.body.code]).toEqual([423, 'agent_locked']);
    isLocked = false;
    expect((await ask('DELETE', '/v1/profiles/work/clients/x')).status).toBe(204);
  });

  it('refuses every route except unlock and those that report the state', async () => {
    const agent = fakeAgent();
    const app = createApp(agent, fakeInfo());
    const locked = {
      ...agent,
      guard: {
        ...agent.guard,
        locked: true,
        demandUnlocked: () => {
          throw agentLocked();
        },
      },
    };
    const served = app.routes.filter(({ path, method }) => method !== 'ALL' && !path.includes('*'));
    const ask = atDoor(createHandler(locked, fakeInfo()), { name: 'socket', rights: { tokens: true, answers: true } });
    const open: string[] = [];
    for (const { method, path } of served.filter((route) => route.path !== '/v1/events')) {
      const filled = path.replace(':name', 'work').replace(':role', 'prod-admin').replaceAll(/:\w+/g, 'x');
      const { status, body } = await ask(method, filled, method === 'GET' ? undefined : {});
      if (status !== 423 || body.code !== 'agent_locked') open.push(`${method} ${path}`);
    }
    expect(new Set(open)).toEqual(
      new Set([
        'POST /v1/unlock',
        'GET /v1/status',
        'GET /v1/providers',
        'GET /v1/doctor',
        'GET /v1/audit',
        'GET /v1/openapi.json',
        'GET /v1/settings',
        'GET /v1/log',
        'GET /v1/diagnosis',
        'GET /v1/profiles',
        'GET /v1/profiles/:name',
        'GET /v1/profiles/:name/roles',
        // The gate in front of every token refuses these two; see the next test.
        'GET /v1/profiles/:name/token',
        'GET /v1/profiles/:name/roles/:role/credentials',
      ]),
    );
  });

  it('gives no token through the router or the shortcut, and refuses changes', async () => {
    const { desk, socket } = await realAgent();
    await desk.agent.addRole('work', { name: 'admin', account_id: '1', role_id: 'Admin' });
    await socket('POST', '/v1/lock', { passphrase: 'open sesame' });
    for (const path of ['/v1/profiles/work/token', '/v1/profiles/work/roles/admin/credentials']) {
      expect([(await socket('GET', path)).body.code, path]).toEqual(['agent_locked', path]);
      const short = await tokenShortcut(desk.agent)(path, CALLER);
      expect([short?.status, JSON.parse(short?.text ?? '{}').code]).toEqual([423, 'agent_locked']);
    }
    expect((await socket('DELETE', '/v1/profiles/work')).body.code).toBe('agent_locked');
    expect((await socket('GET', '/v1/status')).body).toMatchObject({ agent: { locked: true }, overall: 'fine' });
    expect((await socket('POST', '/v1/unlock', { passphrase: 'open sesame' })).status).toBe(204);
    expect((await socket('GET', '/v1/profiles/work/token')).status).toBe(200);
  });
});

describe('the prompt', () => {
  it('goes from a program at the socket to the person at the window and back', async () => {
    const { desk, socket, window } = await realAgent();
    desk.canAsk = true;
    expect((await socket('PATCH', '/v1/profiles/work', { uses: { ask: 'new' } })).status).toBe(200);
    const asked = socket('GET', '/v1/profiles/work/token');
    await settle();
    const { asks } = (await window('GET', '/v1/status')).body;
    expect(asks).toMatchObject([{ profile: 'work', program: 'terraform', executable: '/usr/bin/terraform' }]);
    await window('POST', `/v1/asks/${asks[0].id}`, { answer: 'always' });
    expect((await asked).status).toBe(200);
    expect((await window('GET', '/v1/profiles/work')).body.allowed).toEqual([{ program: '/usr/bin/terraform' }]);
  });

  it('cannot be avoided at a door that does not know its caller', async () => {
    const { desk } = await realAgent();
    await desk.agent.setUses('work', { ask: 'new' });
    const anonymous = atDoor(createHandler(desk.agent, fakeInfo()), { name: 'socket', rights: { tokens: true } });
    expect((await anonymous('GET', '/v1/profiles/work/token')).body.code).toBe('ask_unavailable');
    const short = await tokenShortcut(desk.agent)('/v1/profiles/work/token', undefined);
    expect(short?.status).toBe(403);
  });

  it('cannot be turned off at the socket without asking the person, but can be in the window', async () => {
    const { desk, socket, window } = await realAgent();
    desk.canAsk = true;
    await desk.agent.setUses('work', { ask: 'always' });
    const off = socket('PATCH', '/v1/profiles/work', { uses: { ask: null } });
    await settle();
    const { asks } = (await window('GET', '/v1/status')).body;
    expect(asks).toMatchObject([{ change: 'never ask again' }]);
    await window('POST', `/v1/asks/${asks[0].id}`, { answer: 'no' });
    expect((await off).body.code).toBe('ask_denied');
    expect((await window('GET', '/v1/profiles/work')).body.ask).toBe('always');
    expect((await window('PATCH', '/v1/profiles/work', { uses: { ask: null } })).body.ask).toBeUndefined();
  });

  it('can be turned on when a profile is created', async () => {
    const { socket } = await realAgent();
    const settings = { issuer: 'https://id.example' };
    const added = await socket('POST', '/v1/profiles', { name: 'lab', provider: 'scripted', settings, ask: 'always' });
    expect([added.status, added.body.ask]).toEqual([201, 'always']);
  });
});
