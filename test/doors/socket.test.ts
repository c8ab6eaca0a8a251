/** The socket door over a real unix socket: who gets in, what it refuses, and what it leaves behind. */

import { execFile, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHandler } from '../../src-main/api/routes.ts';
import { tokenShortcut } from '../../src-main/api/token-shortcut.ts';
import { loadPeerOf } from '../../src-main/doors/caller/peer.ts';
import { openSocketDoor, type SocketDoor, type SocketDoorOptions } from '../../src-main/doors/socket.ts';
import { socketPath } from '../../src-main/doors/socket-path.ts';
import { folderFlaw } from '../../src-shared/folder-flaw.ts';
import { fakeAgent, fakeInfo } from '../support/engine/fake-agent.ts';
import { ACCESS_TOKEN, profileView } from '../support/engine/fake-views.ts';
import { ask, codeOf, speak } from './raw-http.ts';

let base = '';
let path = '';
let doors: SocketDoor[] = [];

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'latchkey-door-'));
  path = join(base, 'run', 'agent.sock');
  doors = [];
});
afterEach(async () => {
  await Promise.all(doors.map((door) => door.close()));
  rmSync(base, { recursive: true, force: true });
});

async function open(options: Partial<SocketDoorOptions> = {}): Promise<SocketDoor> {
  const agent = fakeAgent();
  const handler = createHandler(agent, fakeInfo());
  const door = await openSocketDoor({ handler, shortcut: tokenShortcut(agent), path, ...options });
  doors.push(door);
  return door;
}

const get = (target: string, headers: Record<string, string> = {}) =>
  ask({ socketPath: path, path: target, headers: { host: 'localhost', ...headers } });

it.each(['/v1/profiles', '/v1/status', '/v1/profiles/work'])(
  'security 16: %j is answered without raw control or direction characters',
  async (target) => {
    const agent = fakeAgent();
    agent.profiles.set('work', profileView('work', { identity: { subject: '1', name: 'Ada\u009b2J\u202e' } }));
    await open({ handler: createHandler(agent, fakeInfo()) });
    const { text } = await get(target);
    expect(text).not.toMatch(/[\u007f-\u009f\u200b-\u200f\u2028-\u202e]/);
    expect(text).toContain('\\u009b2J\\u202e');
  },
);

describe('the socket file', () => {
  it('F52: creates the socket as 0600 in a 0700 folder, whatever the umask', async () => {
    const former = process.umask(0);
    try {
      await open();
    } finally {
      expect(process.umask(former)).toBe(0);
    }
    expect((statSync(path).mode & 0o777).toString(8)).toBe('600');
    expect((statSync(dirname(path)).mode & 0o777).toString(8)).toBe('700');
  });

  it("inputs 9, 25: uses LATCHKEY_SOCKET, then the session's runtime folder, then the user's own folder in /tmp", () => {
    expect(socketPath({ LATCHKEY_SOCKET: '/a/b.sock', XDG_RUNTIME_DIR: '/run/u' })).toBe('/a/b.sock');
    expect(socketPath({ XDG_RUNTIME_DIR: '/run/u' })).toBe('/run/u/latchkey/agent.sock');
    const uid = process.getuid?.();
    const snap = { XDG_RUNTIME_DIR: `/run/user/${uid}/snap.code` };
    expect(socketPath(snap)).toBe(`/run/user/${uid}/latchkey/agent.sock`);
    const elsewhere = [{ TMPDIR: '/tmp/x' }, { TMPDIR: '' }, { XDG_RUNTIME_DIR: 'run' }, { XDG_RUNTIME_DIR: '' }, {}];
    for (const env of elsewhere) expect(socketPath(env)).toBe(`/tmp/latchkey-${uid}/agent.sock`);
  });

  it('refuses a folder that others may enter, and names it', async () => {
    mkdirSync(dirname(path), { mode: 0o700 });
    chmodSync(dirname(path), 0o750);
    await expect(open()).rejects.toMatchObject({
      code: 'folder_unsafe',
      message: `The folder ${dirname(path)} is open to other users.`,
      hint: expect.stringContaining('chmod 700'),
    });
  });

  it('refuses a folder that is a link', async () => {
    mkdirSync(join(base, 'real'), { mode: 0o700 });
    symlinkSync(join(base, 'real'), dirname(path));
    await expect(open()).rejects.toMatchObject({ code: 'folder_unsafe' });
    expect(existsSync(join(base, 'real', 'agent.sock'))).toBe(false);
  });

  it('refuses a folder that belongs to someone else', async () => {
    // Root gives a folder away; an ordinary user uses the file system's root, which belongs to someone else.
    if (process.getuid?.() === 0) {
      mkdirSync(dirname(path), { mode: 0o700 });
      chownSync(dirname(path), 12_345, 12_345);
    } else {
      path = '/latchkey.sock';
    }
    await expect(open()).rejects.toMatchObject({
      code: 'folder_unsafe',
      message: `The folder ${dirname(path)} belongs to another user.`,
    });
    expect(folderFlaw(statSync('/'), 12_345)).toBe('belongs to another user');
  });

  it('refuses to delete a file that is not a socket', async () => {
    mkdirSync(dirname(path), { mode: 0o700 });
    writeFileSync(path, 'precious');
    await expect(open()).rejects.toMatchObject({ code: 'folder_unsafe' });
    expect(statSync(path).size).toBe(8);
  });

  it('says that the path is too long for a socket', async () => {
    path = join(base, 'x'.repeat(100), 'agent.sock');
    await expect(open()).rejects.toMatchObject({
      code: 'folder_unsafe',
      hint: 'Set LATCHKEY_SOCKET to a shorter path.',
    });
  });

  it('leaves a live agent alone', async () => {
    await open();
    await expect(open()).rejects.toMatchObject({ code: 'agent_already_running' });
    expect((await get('/v1/status')).status).toBe(200);
  });

  it('leaves a live listener alone even if it never answers', async () => {
    mkdirSync(dirname(path), { mode: 0o700 });
    const mute = createServer();
    await new Promise<void>((resolve) => mute.listen(path, resolve));
    await expect(open()).rejects.toMatchObject({ code: 'agent_already_running' });
    await new Promise((resolve) => mute.close(resolve));
  });

  it('replaces the socket of an agent that was killed', async () => {
    mkdirSync(dirname(path), { mode: 0o700 });
    const dying = `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
    spawnSync(process.execPath, ['-e', dying]);
    expect(statSync(path).isSocket()).toBe(true);
    await open();
    expect((await get('/v1/status')).status).toBe(200);
  });

  it('removes the socket when it closes', async () => {
    const door = await open();
    await door.close();
    expect(existsSync(path)).toBe(false);
  });
});

describe('access', () => {
  it("gives a token to the same user's tool", async () => {
    await open();
    const answer = await get('/v1/profiles/work/token?min_ttl=60');
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toMatchObject({ access_token: ACCESS_TOKEN, token_type: 'Bearer' });
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  it('gives exactly the same answer with and without the token shortcut', async () => {
    const targets = [
      'work/token',
      'work/token?min_ttl=60',
      'work/token?min_ttl=2592001',
      'nope/token',
      'work/token?x=1',
    ];
    const all = async () => {
      const answers = await Promise.all(targets.map((target) => get(`/v1/profiles/${target}`)));
      // The date is the transport's; everything else is ours.
      return answers.map(({ status, headers: { date: _, ...headers }, text }) => ({ status, headers, text }));
    };
    const short = await open();
    const quick = await all();
    await short.close();
    await open({ shortcut: undefined });
    expect(quick).toEqual(await all());
    expect(quick.map(({ status }) => status)).toEqual([200, 200, 400, 404, 400]);
  });

  it('answers curl, with localhost or latchkey as the host', async () => {
    await open();
    for (const host of ['localhost', 'latchkey']) {
      const text = await curl('--unix-socket', path, `http://${host}/v1/providers`);
      expect(JSON.parse(text)).toMatchObject({ providers: [{ kind: 'oidc', title: 'OpenID Connect' }] });
    }
  });

  it("F52: asks the system for the caller's uid, and refuses any other", async () => {
    expect((await open()).checksPeers).toBe(process.platform === 'linux');
    await Promise.all(doors.splice(0).map((door) => door.close()));
    await open({ peerOf: () => ({ pid: 1, uid: (process.getuid?.() ?? 0) + 1 }) });
    const answer = await get('/v1/profiles/work/token');
    expect([answer.status, codeOf(answer)]).toEqual([403, 'not_allowed']);
    expect(answer.text).not.toContain(ACCESS_TOKEN);
  });

  it("F52: gets the caller's process and user from the system, not from the caller", async () => {
    const real = await loadPeerOf();
    const seen: unknown[] = [];
    await open({
      peerOf: (socket) => {
        const peer = real?.(socket);
        seen.push(peer);
        return peer;
      },
    });
    const child = execFile('curl', ['-s', '--unix-socket', path, 'http://localhost/v1/status']);
    await new Promise((resolve) => child.once('close', resolve));
    expect(seen).toEqual([process.platform === 'linux' ? { pid: child.pid, uid: process.getuid?.() } : undefined]);
  });

  it.each([
    ['Origin', { origin: 'https://evil.example' }],
    ['an Origin of null', { origin: 'null' }],
    ['Referer', { referer: 'http://localhost/' }],
    ['a foreign Host', { host: 'evil.example' }],
    ['a Host with a port', { host: 'localhost:80' }],
    ["the page's Host", { host: '127.0.0.1' }],
  ])('F52: refuses a request with %s', async (_name, headers) => {
    await open();
    const answer = await get('/v1/profiles/work/token', headers);
    expect([answer.status, codeOf(answer)]).toEqual([403, 'not_allowed']);
    expect(answer.text).not.toContain(ACCESS_TOKEN);
  });

  it('serves 100 connections at once', async () => {
    await open();
    const answers = await Promise.all(Array.from({ length: 100 }, () => get('/v1/profiles/work/token')));
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(100);
  });
});

describe('malformed requests', () => {
  const where = () => ({ path });

  it('answers 400 to bytes that are not HTTP', async () => {
    await open();
    const said = await speak(where(), '\x16\x03\x01 hello\r\n\r\n');
    expect(said).toMatch(/^HTTP\/1\.1 400 /);
    expect(said).toContain('"code":"request_malformed"');
  });

  it('answers 413 to endless headers', async () => {
    await open();
    const said = await speak(where(), `GET /v1/status HTTP/1.1\r\nhost: localhost\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`);
    expect(said).toMatch(/^HTTP\/1\.1 413 /);
    expect(said).toContain('"code":"request_too_large"');
  });

  it('answers 413 to an endless URL', async () => {
    await open();
    expect(codeOf(await get(`/v1/status?${'y'.repeat(5_000)}`))).toBe('request_too_large');
  });

  it.each(['http://localhost/v1/status', '*'])('refuses the request target %s', async (target) => {
    await open();
    const said = await speak(where(), `GET ${target} HTTP/1.1\r\nhost: localhost\r\n\r\n`);
    expect(said).toContain('"code":"request_malformed"');
  });

  it('refuses a request without Host', async () => {
    await open();
    const said = await speak(where(), 'GET /v1/profiles/work/token HTTP/1.0\r\n\r\n');
    expect(said).toContain('"code":"not_allowed"');
    expect(said).not.toContain(ACCESS_TOKEN);
  });

  it('refuses two conflicting lengths, as in request smuggling', async () => {
    await open();
    const headers = 'host: localhost\r\ncontent-length: 2\r\ntransfer-encoding: chunked';
    const said = await speak(where(), `POST /v1/profiles/work/refresh HTTP/1.1\r\n${headers}\r\n\r\n0\r\n\r\n`);
    expect(said).toMatch(/^HTTP\/1\.1 400 /);
    expect(said.match(/^HTTP\/1\.1 /gm)).toHaveLength(1);
  });

  it.each([
    ['declared', true],
    ['chunked', false],
  ])('answers 413 to a body over 64 KiB (%s) before the agent is asked', async (_name, declared) => {
    const agent = fakeAgent();
    await open({ handler: createHandler(agent, fakeInfo()) });
    const body = JSON.stringify({ name: 'big', provider: 'oidc', settings: { pad: 'x'.repeat(70_000) } });
    const length = declared ? { 'content-length': String(body.length) } : { 'transfer-encoding': 'chunked' };
    const headers = { host: 'localhost', 'content-type': 'application/json', ...length };
    const answer = await ask({ socketPath: path, path: '/v1/profiles', method: 'POST', headers }, body);
    expect([answer.status, codeOf(answer)]).toEqual([413, 'request_too_large']);
    expect(agent.calls).toEqual([]);
  });

  it('hangs up on a client that sends headers too slowly', async () => {
    await open({ limits: { headersMs: 100, requestMs: 200 } });
    const said = await speak(where(), 'GET /v1/status HTTP/1.1\r\nhost: localhost\r\nx-slow: ');
    expect(said).toContain('"The request did not arrive in time."');
  });

  it('hangs up on a client that sends a body too slowly', async () => {
    await open({ limits: { headersMs: 100, requestMs: 200 } });
    const head =
      'POST /v1/profiles HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 50';
    const said = await speak(where(), `${head}\r\n\r\n{`);
    expect(said).toContain('"The request did not arrive in time."');
  });

  it('keeps serving other clients in the meantime', async () => {
    await open({ limits: { headersMs: 150, requestMs: 150 } });
    const slow = Array.from({ length: 20 }, () => speak(where(), 'GET /v1/status HTT'));
    expect((await get('/v1/status')).status).toBe(200);
    await Promise.all(slow);
  });
});

describe('the event stream', () => {
  it('sends the View at once, again on a change, and ends when the door closes', async () => {
    const agent = fakeAgent();
    const closing = new AbortController();
    const door = await open({ handler: createHandler(agent, { ...fakeInfo(), closing: closing.signal }) });
    const view = agent.view();
    let seen = '';
    const whole = speak(where(), 'GET /v1/events HTTP/1.1\r\nhost: localhost\r\n\r\n', (socket) =>
      socket.on('data', (chunk: string) => {
        if (seen === '') agent.emit({ ...view, overall: 'offline' });
        seen += chunk;
        if (seen.includes('offline')) closing.abort();
      }),
    );
    await until(() => seen.includes('offline'));
    await door.close();
    const text = await whole;
    expect(text.match(/event: view/g)).toHaveLength(2);
    // The end of a chunked body (RFC 9112 section 7.1): ended, not cut off.
    expect(text.endsWith('0\r\n\r\n')).toBe(true);
    expect(agent.listeners.size).toBe(0);
  });

  it('drops a listener that disconnects', async () => {
    const agent = fakeAgent();
    await open({ handler: createHandler(agent, fakeInfo()) });
    await speak(where(), 'GET /v1/events HTTP/1.1\r\nhost: localhost\r\n\r\n', (socket) =>
      socket.once('data', () => socket.destroy()),
    );
    await until(() => agent.listeners.size === 0);
    expect(agent.listeners.size).toBe(0);
  });

  it('keeps only the newest View for a client that does not read', async () => {
    const agent = fakeAgent();
    await open({ handler: createHandler(agent, fakeInfo()) });
    const view = agent.view();
    const count = 20_000;
    let seen = '';
    const whole = speak(where(), 'GET /v1/events HTTP/1.1\r\nhost: localhost\r\n\r\n', (socket) => {
      socket.once('data', async () => {
        socket.pause();
        for (let i = 1; i <= count; i++) {
          agent.emit({ ...view, agent: { ...view.agent, started_at: i, version: 'v'.repeat(500) } });
          if (i % 100 === 0) await new Promise(setImmediate);
        }
        socket.resume();
      });
      socket.on('data', (chunk: string) => {
        seen += chunk;
        if (seen.includes(`"started_at":${count}}`)) socket.destroy();
      });
    });
    await whole;
    // The kernel buffers some; the agent itself does not queue.
    expect(seen.match(/event: view/g)?.length).toBeLessThan(count / 4);
    expect(seen).toContain(`"started_at":${count}}`);
  });

  const where = () => ({ path });
});

async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise(setImmediate);
}

function curl(...args: string[]): Promise<string> {
  return new Promise((resolve, reject) =>
    execFile('curl', ['-s', ...args], (error, out) => (error ? reject(error) : resolve(out))),
  );
}
