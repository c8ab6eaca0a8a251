/** Limited sockets on a real file system: where they are, whom they serve, who the caller is, and when they end. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, statSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHandler } from '../../src-main/api/routes.ts';
import type { Caller } from '../../src-main/core/caller.ts';
import type { PeerOf } from '../../src-main/doors/caller/peer.ts';
import { type ForwardDoors, type ForwardDoorsOptions, forwardDoors } from '../../src-main/doors/forwards.ts';
import { openSocketDoor, type SocketDoor } from '../../src-main/doors/socket.ts';
import { type FakeAgent, fakeAgent, fakeInfo } from '../support/engine/fake-agent.ts';
import { ACCESS_TOKEN, profileView } from '../support/engine/fake-views.ts';
import { type Answer, ask, codeOf } from './raw-http.ts';

let base = '';
let main: SocketDoor;
let forwards: ForwardDoors;
let agent: FakeAgent;
const helpers: ChildProcess[] = [];

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'latchkey-fwd-'));
});
afterEach(async () => {
  for (const helper of helpers.splice(0)) helper.kill('SIGKILL');
  await forwards.stop();
  await main.close();
  rmSync(base, { recursive: true, force: true });
});

/** The agent's own socket, with the limited ones beside it. */
async function open(options: Partial<ForwardDoorsOptions> = {}, peerOf?: PeerOf): Promise<void> {
  agent = fakeAgent();
  agent.emit({ ...agent.view(), profiles: [...agent.view().profiles, profileView('payroll')] });
  const beside = join(base, 'run', 'agent.sock');
  forwards = forwardDoors({
    handler: (request, door) => handler(request, door),
    beside,
    nowMs: () => 1_800_000_000_999,
    ...options,
  });
  const handler = createHandler(agent, { ...fakeInfo(), forwards });
  main = await openSocketDoor({ handler, path: beside, peerOf });
}

const send = (method: string, path: string, body?: unknown): Promise<Answer> => {
  const headers = { host: 'localhost', 'content-type': 'application/json' };
  return ask({ socketPath: main.path, method, path, headers }, body === undefined ? undefined : JSON.stringify(body));
};
const at = (socketPath: string, path: string) => ask({ socketPath, path, headers: { host: 'localhost' } });

async function make(body: object): Promise<{ id: string; socket: string; owner?: number }> {
  const { status, text } = await send('POST', '/v1/forwards', body);
  expect([status, text]).toEqual([201, expect.any(String)]);
  return JSON.parse(text);
}

/** A program that requests a forward, prints its path and keeps running. */
async function owner(body: object): Promise<{ child: ChildProcess; socket: string }> {
  const program = `
    const sent = ${JSON.stringify(JSON.stringify(body))};
    const headers = { host: 'localhost', 'content-type': 'application/json', 'content-length': sent.length };
    require('http').request({ socketPath: ${JSON.stringify(main.path)}, method: 'POST', path: '/v1/forwards', headers }, (answer) => {
      answer.on('data', (text) => process.stdout.write(JSON.parse(text).socket));
    }).end(sent);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  helpers.push(child);
  const [socket] = await once(child.stdout, 'data');
  return { child, socket: String(socket) };
}

describe('a limited socket', () => {
  it("F52: is 0600 in its own 0700 folder beside the agent's socket", async () => {
    await open();
    const { id, socket } = await make({ host: 'me@build.example.com', profiles: ['work'] });
    expect(id).toBe('me-build.example.com');
    expect(socket).toBe(join(base, 'run', 'forward', id, 'agent.sock'));
    expect((statSync(socket).mode & 0o777).toString(8)).toBe('600');
    for (const folder of [dirname(socket), dirname(dirname(socket))]) {
      expect((statSync(folder).mode & 0o777).toString(8)).toBe('700');
    }
  });

  it("gives only its profile's token, and tells the engine which process carries it to which machine", async () => {
    await open();
    const { socket } = await make({ host: 'build', profiles: ['work'] });
    expect((await at(socket, '/v1/profiles/work/token')).text).toContain(ACCESS_TOKEN);
    const [, , options] = agent.calls.at(-1) as [string, string, { caller: Caller }];
    expect(options.caller).toMatchObject({ door: 'forward', host: 'build' });
    expect(options.caller.processes[0]?.pid).toBe(process.pid);
    expect(codeOf(await at(socket, '/v1/profiles/payroll/token'))).toBe('profile_unknown');
    expect(codeOf(await at(socket, '/v1/profiles/payroll'))).toBe('not_allowed');
    expect(JSON.parse((await at(socket, '/v1/profiles')).text).profiles).toHaveLength(1);
  });

  it.skipIf(process.platform !== 'linux')('security 3: tells the engine which program opened it', async () => {
    await open();
    const { socket } = await owner({ host: 'build', profiles: ['work'] });
    await at(socket, '/v1/profiles/work/token');
    const [, , options] = agent.calls.at(-1) as [string, string, { caller: Caller }];
    expect(options.caller.openedBy).toBe(realpathSync(process.execPath));
  });

  it('neither creates nor lists other sockets', async () => {
    await open();
    const { socket, id } = await make({ host: 'build', profiles: ['work'] });
    const tries = [
      ['GET', '/v1/forwards'],
      ['POST', '/v1/forwards'],
      ['DELETE', `/v1/forwards/${id}`],
    ] as const;
    for (const [method, path] of tries) {
      const body = method === 'POST' ? JSON.stringify({ host: 'x', profiles: ['payroll'] }) : undefined;
      const headers = { host: 'localhost', 'content-type': 'application/json' };
      expect(codeOf(await ask({ socketPath: socket, method, path, headers }, body))).toBe('not_allowed');
    }
    expect(forwards.list()).toHaveLength(1);
  });

  it("refuses another user and a web page, as the agent's socket does", async () => {
    let uid = process.getuid?.() ?? 0;
    await open({ peerOf: () => ({ pid: process.pid, uid }) });
    const { socket } = await make({ host: 'build', profiles: ['work'] });
    const headers = { host: 'localhost', origin: 'https://evil.example' };
    expect(codeOf(await ask({ socketPath: socket, path: '/v1/profiles/work/token', headers }))).toBe('not_allowed');
    uid += 1;
    const stranger = await at(socket, '/v1/profiles/work/token');
    expect(codeOf(stranger)).toBe('not_allowed');
    expect(stranger.text).toContain('in a container, start it with --user');
    expect(agent.calls).toEqual([]);
  });
});

describe('a request for a limited socket', () => {
  it.each([
    [{ host: 'build', profiles: ['missing'] }, 'profile_unknown'],
    [{ host: 'build', profiles: ['work/missing'] }, 'role_unknown'],
    [{ host: 'build', profiles: [] }, 'request_malformed'],
    [{ host: 'build', profiles: ['work/'] }, 'request_malformed'],
    [{ host: 'build\nx', profiles: ['work'] }, 'request_malformed'],
    [{ host: 'build', profiles: ['work'], name: '../../elsewhere' }, 'request_malformed'],
    [{ host: 'build', profiles: ['work'], name: 'x'.repeat(33) }, 'request_malformed'],
  ])('%j: %s', async (body, code) => {
    await open();
    expect(codeOf(await send('POST', '/v1/forwards', body))).toBe(code);
    expect(existsSync(join(base, 'run', 'forward'))).toBe(false);
  });

  it('gets a folder even if the host is not a valid folder name', async () => {
    await open();
    const { socket } = await make({ host: 'ssh://../../etc:22', profiles: ['work'] });
    expect(dirname(dirname(socket))).toBe(join(base, 'run', 'forward'));
  });

  it('gets a second socket for the same host, but a name only once', async () => {
    await open();
    const sockets = [await make({ host: 'a', profiles: ['work'] }), await make({ host: 'a', profiles: ['payroll'] })];
    expect(sockets.map(({ id }) => id)).toEqual(['a', 'a-2']);
    await make({ host: 'box', profiles: ['work'], name: 'box' });
    expect(codeOf(await send('POST', '/v1/forwards', { host: 'box', profiles: ['work'], name: 'box' }))).toBe(
      'forward_exists',
    );
  });
});

describe('a limited socket ends', () => {
  it('on request, and only once', async () => {
    await open();
    const { id, socket } = await make({ host: 'build', profiles: ['work'] });
    expect((await send('DELETE', `/v1/forwards/${id}`)).status).toBe(204);
    expect(existsSync(dirname(socket))).toBe(false);
    expect(codeOf(await send('DELETE', `/v1/forwards/${id}`))).toBe('forward_unknown');
  });

  it("on request, but keeps a named one's folder, which a container may have mounted, for the next at the same path", async () => {
    await open();
    const first = await make({ host: 'box', profiles: ['work'], name: 'box' });
    const { ino } = statSync(dirname(first.socket));
    await send('DELETE', '/v1/forwards/box');
    expect(existsSync(first.socket)).toBe(false);
    const second = await make({ host: 'box', profiles: ['work'], name: 'box' });
    expect(second.socket).toBe(first.socket);
    expect(statSync(dirname(second.socket)).ino).toBe(ino);
  });

  it('with the process that asked for it, by the next connection', async () => {
    await open();
    const { child, socket } = await owner({ host: 'build', profiles: ['work'] });
    expect((await at(socket, '/v1/status')).status).toBe(200);
    expect(JSON.parse((await send('GET', '/v1/forwards')).text).forwards).toEqual([
      { id: 'build', host: 'build', profiles: ['work'], socket, opened_at: 1_800_000_000, owner: child.pid },
    ]);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await expect(at(socket, '/v1/profiles/work/token')).rejects.toThrow();
    expect(JSON.parse((await send('GET', '/v1/forwards')).text).forwards).toEqual([]);
    expect(agent.calls).toEqual([]);
  });

  it('with the process that asked for it, without any connection', async () => {
    await open({ sweepMs: 20 });
    const { child, socket } = await owner({ host: 'build', profiles: ['work'] });
    child.kill('SIGKILL');
    await expect.poll(() => existsSync(dirname(socket)), { timeout: 5_000 }).toBe(false);
  });

  it('with the process that was named, if the system does not say who asks', async () => {
    const alive = new Set([4711]);
    await open({ isAlive: (pid) => alive.has(pid) }, () => undefined);
    const { socket, owner } = await make({ host: 'build', profiles: ['work'], pid: 4711 });
    expect([owner, (await at(socket, '/v1/status')).status]).toEqual([4711, 200]);
    alive.clear();
    await expect(at(socket, '/v1/status')).rejects.toThrow();
  });

  it('with the agent, even if a connection is idle', async () => {
    await open();
    const { socket } = await make({ host: 'build', profiles: ['work'] });
    const waiting = httpRequest({ socketPath: socket, path: '/v1/status', headers: { host: 'localhost' } });
    waiting.end();
    const [response] = await once(waiting, 'response');
    response.resume();
    await forwards.stop();
    expect(existsSync(socket)).toBe(false);
  });

  it('when the next agent replaces it, if its own was killed', async () => {
    await open();
    const folder = join(base, 'run', 'forward', 'box');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const dying = `require('net').createServer().listen(${JSON.stringify(join(folder, 'agent.sock'))}, () => process.kill(process.pid, 'SIGKILL'))`;
    await new Promise((resolve) => execFile(process.execPath, ['-e', dying], resolve));
    expect(existsSync(join(folder, 'agent.sock'))).toBe(true);
    const { socket } = await make({ host: 'box', profiles: ['work'], name: 'box' });
    expect((await at(socket, '/v1/status')).status).toBe(200);
  });
});
