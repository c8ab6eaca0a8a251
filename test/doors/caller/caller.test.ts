/** Who the caller is, with real programs at a real socket: each one's name, and who is behind those that only relay. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  cpSync,
  mkdtempSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Caller } from '../../../src-main/core/caller.ts';
import { callerAt } from '../../../src-main/doors/caller/caller.ts';
import { alsoOwn } from '../../../src-main/doors/caller/own-commands.ts';
import { RunCallers } from '../../../src-main/doors/caller/run-caller.ts';
import { openSocketDoor, type SocketDoor } from '../../../src-main/doors/socket.ts';
import { buildCommand } from '../../cli/latchkey.ts';

const CANARY = 'canary-in-argv-31c9';
const folder = mkdtempSync(join(tmpdir(), 'latchkey-who-'));
const socket = join(folder, 'agent.sock');
const callers: Caller[] = [];
let door: SocketDoor;
let latchkey: string;
/** Called when a request has arrived, before it is answered. */
let onRequest: () => Promise<void> = async () => {};

beforeAll(async () => {
  latchkey = await buildCommand();
  alsoOwn(latchkey);
  door = await openSocketDoor({
    path: socket,
    async handler(_request, { caller }) {
      if (caller !== undefined) callers.push(caller);
      await onRequest();
      return Response.json({ access_token: 't', issuer: 'https://id.example.test', profiles: [] });
    },
  });
});
afterAll(async () => {
  await door.close();
  rmSync(folder, { recursive: true, force: true });
});

function start(program: string, args: readonly string[]): ChildProcess {
  const env = { PATH: process.env['PATH'], HOME: folder, LATCHKEY_SOCKET: socket };
  return spawn(program, args, { env, stdio: ['pipe', 'ignore', 'ignore'] });
}

/** What the door knew about the single request that the program made. */
async function callerOf(program: string, args: readonly string[], stdin = ''): Promise<Caller & { child: number }> {
  callers.length = 0;
  onRequest = async () => {};
  const child = start(program, args);
  child.stdin?.end(stdin);
  const [code] = await once(child, 'close');
  const [caller] = callers;
  expect([code, callers.length]).toEqual([0, 1]);
  if (caller === undefined) throw new Error('no request arrived');
  return { ...caller, child: child.pid ?? -1 };
}

function script(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text, { mode: 0o755 });
  return path;
}

const CURL = ['--silent', '--fail', '--unix-socket', socket, 'http://localhost/v1/status'];
const PYTHON = `import http.client, socket
class C(http.client.HTTPConnection):
    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX); self.sock.connect(${JSON.stringify(socket)})
c = C('localhost'); c.request('GET', '/v1/status'); c.getresponse().read()`;

describe('the program that asks', () => {
  it('is curl, followed by the process that started it', async () => {
    const { program, processes, child } = await callerOf('curl', [...CURL, '--user-agent', CANARY]);
    expect(program).toMatchObject({ pid: child, name: 'curl', executable: expect.stringMatching(/\/curl$/) });
    expect(processes[0]).toEqual(program);
    expect(processes[1]).toMatchObject({ pid: process.pid, executable: process.execPath });
    expect(processes.length).toBeLessThanOrEqual(16);
  });

  it('is Python for a Python script', async () => {
    const { program } = await callerOf('python3', ['-c', PYTHON]);
    expect(program).toMatchObject({ name: 'python3', executable: expect.stringMatching(/\/python3(\.\d+)?$/) });
  });

  it("is Node for someone else's Node program", async () => {
    const job = script(
      'job.mjs',
      `import { get } from 'node:http';\nget({ socketPath: ${JSON.stringify(socket)} });\n`,
    );
    const { program, child } = await callerOf(process.execPath, ['--no-warnings', job, CANARY]);
    expect(program).toMatchObject({ pid: child, name: 'node', executable: process.execPath });
  });

  it('is curl, even inside a shell that runs one line', async () => {
    const { program, processes } = await callerOf('bash', ['-c', `curl ${CURL.join(' ')}; true`]);
    expect(program?.name).toBe('curl');
    expect(processes[1]?.name).toBe('bash');
  });

  it('is the script that ran our command', async () => {
    const deploy = script('deploy.sh', `#!/bin/bash\n${latchkey} token work\ntrue\n`);
    const { program, processes, child } = await callerOf(deploy, [CANARY]);
    expect(program).toMatchObject({ pid: child, name: 'deploy.sh', executable: expect.stringMatching(/\/bash$/) });
    expect(processes[0]).toMatchObject({ executable: process.execPath });
  });

  it('is the interactive shell where our command was typed', async () => {
    const { program, child } = await callerOf('bash', ['--norc', '-i'], `${latchkey} token work\nexit 0\n`);
    expect(program).toMatchObject({ pid: child, name: 'bash' });
  });

  it.each([
    ['sh', ['-c', 'LATCHKEY token work; true']],
    ['bash', ['-ec', 'LATCHKEY token work; true']],
    ['bash', ['--norc', '--noprofile', '-c', 'LATCHKEY token work; true']],
    ['zsh', ['-f', '-c', 'LATCHKEY token work; true']],
    ['fish', ['--no-config', '-c', 'LATCHKEY token work; true']],
    ['env', ['A=1', 'LATCHKEY', 'token', 'work']],
    ['sh', ['-c', 'bash -c "LATCHKEY token work; true"; true']],
  ])('is the program that had %s %j run our command', async (shell, args) => {
    const { program } = await callerOf(
      shell,
      args.map((word) => word.replace('LATCHKEY', latchkey)),
    );
    expect(program).toMatchObject({ pid: process.pid, executable: process.execPath });
  });

  it('is the program between two of our commands', async () => {
    const helper = script('git-credential-latchkey', `#!/bin/sh\nexec ${latchkey} token work\n`);
    const tool = script('tool.sh', `#!/bin/bash\n${helper}\ntrue\n`);
    expect((await callerOf('sh', ['-c', `${tool}; true`])).program?.name).toBe('tool.sh');
  });

  it('is the script that ran our command under another name', async () => {
    symlinkSync(latchkey, join(folder, 'lk'));
    const byLink = script('by-link.sh', `#!/bin/bash\ncd ${folder}\n${process.execPath} lk token work\ntrue\n`);
    expect((await callerOf(byLink, [])).program?.name).toBe('by-link.sh');
  });

  it.each([
    ['latchkey', []],
    ['git-credential-latchkey', []],
    ['sh', ['-c', '/dev/null']],
    ['env', []],
    ['node', []],
  ])('security 15: is a program that is only named %s, not what started it', async (name, args) => {
    const path = join(folder, name);
    copyFileSync('/usr/bin/curl', path);
    const tool = script('starts-it.sh', `#!/bin/bash\n${[path, ...args, ...CURL].join(' ')}\ntrue\n`);
    const { program, processes } = await callerOf(tool, []);
    expect([program?.executable, processes[1]?.name]).toEqual([path, 'starts-it.sh']);
  });

  it('security 15: is Node for a script that is only named latchkey, and if other code runs before ours', async () => {
    const evil = script('latchkey.cjs', `require('node:http').get({ socketPath: ${JSON.stringify(socket)} });\n`);
    for (const args of [[evil], ['--require', evil, latchkey, 'version']]) {
      callers.length = 0;
      const child = start(process.execPath, args);
      await once(child, 'close');
      expect(callers[0]?.program?.pid).toBe(child.pid);
    }
  });

  it('is our own command if nothing is behind it any longer', async () => {
    const done = join(folder, 'done');
    const orphan = `setsid --fork sh -c '${latchkey} token work; touch ${done}'; while ! test -e ${done}; do sleep 0.05; done`;
    const { program, processes } = await callerOf('sh', ['-c', orphan]);
    expect(processes.map(({ pid }) => pid)).not.toContain(process.pid);
    expect(program).toBeDefined();
    expect(processes).toContainEqual(program);
  });

  it('never contains command-line arguments', async () => {
    const caller = await callerOf('bash', ['-c', `${latchkey} token work; true`, CANARY]);
    expect(JSON.stringify(caller)).not.toContain(CANARY);
    expect(JSON.stringify(caller)).not.toContain('token work');
  });

  it('is known even if it was killed before it got its answer', async () => {
    callers.length = 0;
    const child = start('curl', CURL);
    const ended = once(child, 'close');
    await new Promise<void>((answered) => {
      onRequest = async () => {
        child.kill('SIGKILL');
        await ended;
        answered();
      };
    });
    expect(callers[0]?.program).toMatchObject({ pid: child.pid, name: 'curl' });
    expect(callers[0]?.processes[0]?.pid).toBe(child.pid);
  });
});

describe('callerAt', () => {
  it('returns only the pid of a process that has ended', async () => {
    const child = start('true', []);
    await once(child, 'close');
    const { program, processes } = callerAt('socket', child.pid);
    expect([program, processes]).toEqual([undefined, [{ pid: child.pid, name: '?' }]]);
  });

  /** Resolves to its pid when it runs `file`. */
  const running = async (child: ChildProcess, file: string): Promise<number> => {
    const { pid = 0 } = child;
    await vi.waitFor(() => expect(readlinkSync(`/proc/${pid}/exe`)).toBe(file), { timeout: 5000 });
    return pid;
  };

  it('security 8: a file that was replaced is another one than the one at its path now', async () => {
    const path = join(folder, 'tool');
    copyFileSync('/bin/sleep', path);
    const [before, after] = [start(path, ['60']), start(path, ['60'])];
    const [first, second] = [await running(before, path), await running(after, path)];
    expect(callerAt('socket', first).program).toEqual({ pid: first, name: 'tool', executable: path });
    copyFileSync('/bin/sleep', `${path}.new`);
    renameSync(`${path}.new`, path);
    expect(callerAt('socket', second).program).toMatchObject({ executable: path, elsewhere: true });
    for (const child of [before, after]) child.kill('SIGKILL');
  });

  const canUnshare = spawnSync('unshare', ['-rm', 'true']).status === 0;
  it.skipIf(!canUnshare)(
    'security 8: in another mount namespace, a path says nothing, and neither does the file',
    async () => {
      const [fake, real] = [script('fake-sleep', ''), realpathSync('/bin/sleep')];
      copyFileSync('/bin/sleep', fake);
      for (const first of [`mount --bind ${fake} ${real} &&`, '']) {
        const child = start('unshare', ['-rm', 'sh', '-c', `${first} exec sleep 60`]);
        const pid = await running(child, real);
        expect(callerAt('socket', pid).program).toMatchObject({ executable: real, elsewhere: true });
        child.kill('SIGKILL');
      }
    },
  );

  it.skipIf(!canUnshare)('security 8: below another root, a program may have loaded other libraries', async () => {
    const root = join(folder, 'root');
    const needs = execFileSync('ldd', ['/bin/sleep'], { encoding: 'utf8' }).match(/\/\S+/g) ?? [];
    for (const file of ['/bin/sleep', ...needs]) cpSync(realpathSync(file), join(root, file));
    const child = start('unshare', ['-r', 'chroot', root, '/bin/sleep', '60']);
    const pid = await running(child, join(root, 'bin/sleep'));
    expect(callerAt('socket', pid).program).toMatchObject({ elsewhere: true });
    child.kill('SIGKILL');
  });

  it('returns no process if the system does not say', () => {
    for (const pid of [undefined, 0]) expect(callerAt('forward', pid)).toEqual({ door: 'forward', processes: [] });
  });

  it('returns at most 16 processes', async () => {
    const nested = Array.from({ length: 20 }).reduce<string>(
      (inner, _, depth) => script(`nested-${depth}.sh`, `#!/bin/sh\n${inner}\ntrue\n`),
      `curl ${CURL.join(' ')}`,
    );
    const { program, processes } = await callerOf(nested, []);
    expect(program?.name).toBe('curl');
    expect(processes.map(({ name }) => name)).toEqual([
      'curl',
      ...Array.from({ length: 15 }, (_, at) => `nested-${at}.sh`),
    ]);
  });
});

describe('RunCallers', () => {
  it('security 7: finds the process at the other end of a connection, and names no other', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const child = start('python3', ['-c', `import socket; socket.create_connection(('127.0.0.1', ${port})).recv(1)`]);
    const [connection] = await once(server, 'connection');
    const callers = new RunCallers();
    const { localAddress, localPort, remoteAddress, remotePort } = connection;
    const ends = { localAddress, localPort, remoteAddress, remotePort };
    const run = { id: 'run', owner: { pid: process.pid } };
    expect((await callers.at(run, ends)).processes[0]?.pid).toBe(child.pid);
    connection.destroy();
    await once(child, 'close');
    expect((await callers.at(run, ends)).processes).toEqual([]);
    server.close();
  });
});
