/** @latchkey/client as built, against the built agent and a real OpenID provider; its failures against agents that misbehave. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type * as Client from '../../clients/js/index.ts';
import { awsProfile } from '../support/engine/fake-views.ts';
import { type ServedAgent, startFakeAgent } from '../support/engine/served-agent.ts';
import { type OidcServer, startOidcServer } from '../support/oidc/server.ts';
import { AgentProcess } from '../whole/agent-process.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const BUILT = join(ROOT, 'dist/client');
const { Latchkey, LatchkeyError } = (await import(join(BUILT, 'index.js'))) as typeof Client;

const folder = mkdtempSync(join(tmpdir(), 'latchkey-client-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a promise rejects with, as a program would inspect it. */
async function failure(promise: Promise<unknown>): Promise<Client.LatchkeyError> {
  const thrown: unknown = await promise.then(
    () => new Error('it did not fail'),
    (error: unknown) => error,
  );
  if (!(thrown instanceof LatchkeyError)) throw thrown;
  return thrown;
}

describe('with the agent', () => {
  let provider: OidcServer;
  let agent: AgentProcess;
  let latchkey: Client.Latchkey;

  beforeAll(async () => {
    provider = await startOidcServer({ accessTokenTtlS: 600, deviceInterval: 1 });
    agent = new AgentProcess();
    await agent.start();
    await agent.addProfile('work', provider.issuer);
  });
  beforeEach(() => {
    latchkey = new Latchkey({ socket: agent.socket });
  });
  afterEach(() => latchkey.close());
  afterAll(async () => {
    await agent.dispose();
    await provider.close();
  });

  it('says what to do before there is a sign-in', async () => {
    const error = await failure(latchkey.token('work'));
    expect(error).toMatchObject({ name: 'LatchkeyError', code: 'sign_in_needed', status: 409 });
    expect([error.message, error.hint]).toEqual([
      expect.stringContaining('work'),
      expect.stringContaining('latchkey login'),
    ]);
  });

  it('cancels an aborted sign-in at the agent', async () => {
    const person = new AbortController();
    const reason = new Error('changed my mind');
    const onProgress = ({ phase }: Client.SignIn) => phase === 'waiting' && person.abort(reason);
    await expect(latchkey.signIn('work', { flow: 'device', signal: person.signal, onProgress })).rejects.toBe(reason);
    expect((await latchkey.status()).profiles[0]).toMatchObject({
      state: 'signed-out',
      sign_in: { phase: 'cancelled' },
    });
  });

  it('reports a denied sign-in', async () => {
    const onProgress = ({ user_code: code }: Client.SignIn) => code !== undefined && void provider.denyDevice(code);
    const error = await failure(latchkey.signIn('work', { flow: 'device', onProgress }));
    expect(error.code).toBe('sign_in_denied');
  });

  it('signs in, reports the code once, and then returns tokens', async () => {
    const phases: string[] = [];
    const profile = await latchkey.signIn('work', {
      flow: 'device',
      openBrowser: false,
      onProgress({ phase, user_code: code }) {
        if (phase === 'waiting' && code !== undefined && !phases.includes(phase)) void provider.approveDevice(code);
        phases.push(phase);
      },
    });
    expect(profile).toMatchObject({ name: 'work', state: expect.stringMatching('active|refreshing') });
    expect(phases.at(-1)).toBe('approved');
    const token = await latchkey.token('work', { minTtlS: 300 });
    expect(token).toMatchObject({ token_type: 'Bearer', issuer: provider.issuer });
    expect(provider.secretsSeen()).toContain(token.access_token);
    expect(token.expires_in).toBeGreaterThanOrEqual(300);
    expect((await latchkey.profiles()).map(({ name }) => name)).toEqual(['work']);
  });

  it('never returns a token with a shorter lifetime than demanded', async () => {
    expect((await failure(latchkey.token('work', { minTtlS: 3600 }))).code).toBe('min_ttl_unavailable');
  });

  it('follows the agent: the current View at once, then each change, until the caller stops', async () => {
    const states: string[] = [];
    for await (const { profiles } of latchkey.events()) {
      const state = profiles[0]?.state ?? '';
      if (state !== states.at(-1)) states.push(state);
      if (states.length === 1) void latchkey.refresh('work');
      if (states.join() === 'active,refreshing,active') break;
    }
    expect(states).toEqual(['active', 'refreshing', 'active']);
  });

  it('ends the events with the reason of the signal', async () => {
    const enough = new AbortController();
    const events = latchkey.events({ signal: enough.signal });
    expect((await events.next()).value).toMatchObject({ agent: { vault: 'memory' } });
    const next = events.next();
    enough.abort(new Error('enough'));
    await expect(next).rejects.toThrow('enough');
  });

  it('makes a hundred requests over one connection, and more after the agent restarts', async () => {
    const counter = await countingProxy(agent.socket);
    const counted = new Latchkey({ socket: counter.path });
    for (let i = 0; i < 100; i += 1) await counted.token('work');
    expect(counter.connections()).toBe(1);
    await agent.stop();
    expect(await failure(counted.status())).toMatchObject({ code: 'agent_not_running', status: undefined });
    await agent.start();
    expect((await counted.status()).profiles.map(({ name }) => name)).toEqual(['work']);
    counted.close();
    await counter.close();
  });

  it('signs out', async () => {
    expect((await latchkey.signOut('work')).profile.state).toBe('signed-out');
  });

  it('finds the socket by the environment, and lets the program exit without closing it', async () => {
    const program = `import { Latchkey } from ${JSON.stringify(join(BUILT, 'index.js'))};
      console.log((await new Latchkey().profiles()).map(({ name }) => name).join());`;
    const script = join(folder, 'script.mjs');
    writeFileSync(script, program);
    const child = spawn(process.execPath, [script], { env: { LATCHKEY_SOCKET: agent.socket }, timeout: 10_000 });
    let text = '';
    child.stdout.on('data', (part) => {
      text += part;
    });
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(text).toBe('work\n');
  });
});

describe('credentials of roles', () => {
  let agent: ServedAgent;
  beforeEach(async () => {
    agent = await startFakeAgent();
    agent.profiles.set('cloud', awsProfile('cloud'));
  });
  afterEach(() => agent.close());

  it('come by the name PROFILE/ROLE', async () => {
    const latchkey = new Latchkey({ socket: agent.socket });
    expect(await latchkey.roleCredentials('cloud/prod-admin', { minTtlS: 90 })).toMatchObject({
      access_key_id: 'ASIAFAKE',
      expiration: '2027-01-15T08:00:00Z',
    });
    expect(agent.calls).toEqual([['roleCredentials', 'cloud', 'prod-admin', 90]]);
    expect((await failure(latchkey.roleCredentials('cloud/nobody'))).code).toBe('role_unknown');
    await expect(latchkey.roleCredentials('cloud')).rejects.toThrow('A role is named PROFILE/ROLE');
    latchkey.close();
  });
});

describe('without a well-behaved agent', () => {
  const open: Server[] = [];
  const sockets: Socket[] = [];
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    for (const server of open.splice(0)) await new Promise((done) => server.close(done));
  });

  /** A server that calls `serve` for each connection. */
  async function listener(serve: (socket: Socket) => void): Promise<string> {
    const path = join(folder, `${open.length}-${process.hrtime.bigint()}.sock`);
    const server = createServer((socket) => {
      sockets.push(socket.on('error', () => {}));
      serve(socket);
    });
    open.push(server);
    await once(server.listen(path), 'listening');
    return path;
  }

  it('says so if there is none', async () => {
    const error = await failure(new Latchkey({ socket: join(folder, 'none.sock') }).status());
    expect(error).toMatchObject({ code: 'agent_not_running', message: 'The Latchkey agent is not running.' });
    expect(error.hint).toContain('latchkey agent');
  });

  it('gives up if it is silent for too long', async () => {
    const path = await listener(() => {});
    const error = await failure(new Latchkey({ socket: path, timeoutMs: 50 }).status());
    expect(error).toMatchObject({ code: 'agent_not_running', message: 'The Latchkey agent is not responding.' });
  });

  it('can be aborted while it is silent', async () => {
    const path = await listener(() => {});
    const signal = AbortSignal.timeout(50);
    await expect(new Latchkey({ socket: path }).token('work', { signal })).rejects.toMatchObject({
      name: 'TimeoutError',
    });
    await expect(new Latchkey({ socket: path }).token('work', { signal })).rejects.toMatchObject({
      name: 'TimeoutError',
    });
  });

  it.each([
    ['speaks another protocol', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['answers no JSON', 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello'],
  ])('it %s', async (_what, answer) => {
    const path = await listener((socket) => socket.end(answer));
    expect((await failure(new Latchkey({ socket: path }).status())).code).toBe('internal');
  });

  it('reports an answer that breaks off', async () => {
    const path = await listener((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{')),
    );
    expect((await failure(new Latchkey({ socket: path }).status())).code).toBe('agent_not_running');
  });
});

it('has types for programs that import it as a package', () => {
  const project = join(folder, 'typed');
  mkdirSync(join(project, 'node_modules/@latchkey'), { recursive: true });
  symlinkSync(BUILT, join(project, 'node_modules/@latchkey/client'));
  symlinkSync(join(ROOT, 'node_modules/@types'), join(project, 'node_modules/@types'));
  writeFileSync(
    join(project, 'program.mts'),
    `import { Latchkey, LatchkeyError } from '@latchkey/client';
     const latchkey = new Latchkey();
     const text: string = (await latchkey.token('work', { minTtlS: 60, signal: AbortSignal.timeout(1) })).access_token;
     // @ts-expect-error the lifetime may be unknown
     const life: number = (await latchkey.token('work')).expires_in;
     for await (const { profiles } of latchkey.events()) console.log(profiles[0]?.state === 'active', text, life);
     try { await latchkey.signIn('work', { flow: 'device' }); } catch (e) { if (e instanceof LatchkeyError) console.log(e.hint); }
     // @ts-expect-error there is no such flow
     await latchkey.signIn('work', { flow: 'magic' });`,
  );
  const options = [
    '--noEmit',
    '--strict',
    '--module',
    'nodenext',
    '--target',
    'es2023',
    '--types',
    'node',
    '--skipLibCheck',
  ];
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  const run = () =>
    execFileSync(process.execPath, [compiler, ...options, '--preserveSymlinks', 'program.mts'], {
      cwd: project,
      encoding: 'utf8',
    });
  expect(run()).toBe('');
}, 60_000);

/** Passes every byte on to the agent and counts the connections. */
async function countingProxy(target: string) {
  const path = join(folder, 'counted.sock');
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((near) => {
    connections += 1;
    const far = connect(target);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy()).on('close', () => other.destroy());
    }
    near.pipe(far).pipe(near);
  });
  await once(server.listen(path), 'listening');
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((done) => server.close(done));
  };
  return { path, connections: () => connections, close };
}
