/** No one gets into the built programs by way of Node: no debugger after SIGUSR1, and no other program reads the agent. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { start } from '../../cli/latchkey.ts';
import { isRoot, NOBODY } from '../../support/processes/another-user.ts';
import { portsOf } from '../../support/processes/listening.ts';
import { AgentProcess } from '../agent-process.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'latchkey-debugger-'));
let agent: AgentProcess | undefined;

afterEach(async () => {
  await agent?.dispose();
  agent = undefined;
  rmSync(folder, { recursive: true, force: true });
});

describe.runIf(process.platform === 'linux')('security 2: SIGUSR1 starts no debugger', () => {
  it('in the headless agent', async () => {
    agent = new AgentProcess();
    await agent.start();
    process.kill(agent.pid, 'SIGUSR1');
    for (let count = 0; count < 5; count += 1) expect((await agent.ask('GET', '/v1/status')).status).toBe(200);
    expect(portsOf(agent.pid)).toEqual([]);
    expect(agent.stderr).not.toContain('Debugger');
  });

  it.each([
    ['latchkey', ['token', 'work'], ''],
    ['git-credential-latchkey', ['get'], 'protocol=https\nhost=git.example\n\n'],
    ['docker-credential-latchkey', ['get'], 'registry.example'],
  ])('in %s', async (name, words, stdin) => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const socket = join(folder, 'agent.sock');
    // An agent that is silent until the signal has arrived.
    const server = createServer().listen(socket);
    await once(server, 'listening');
    const command = [join(ROOT, 'dist', `${name}.cjs`), ...words];
    const running = start(process.execPath, command, { env: { LATCHKEY_SOCKET: socket }, stdin });
    const [asked] = (await once(server, 'connection')) as [Socket];
    running.child.kill('SIGUSR1');
    asked.destroy();
    server.close();
    const { stderr, exit } = await running.ended;
    expect(stderr).not.toContain('Debugger');
    expect(exit).not.toBeNull();
  });
});

describe.runIf(isRoot)('security 2: another program of the same user', () => {
  /** Where an ordinary user can read it. */
  function copy(): string {
    const place = mkdtempSync(join(tmpdir(), 'latchkey-copy-'));
    for (const part of ['dist', 'node_modules/koffi', 'node_modules/@koromix'])
      cpSync(join(ROOT, part), join(place, part), { recursive: true });
    spawnSync('chown', ['-R', `${NOBODY}:${NOBODY}`, place]);
    return place;
  }

  it('reads neither the memory nor the environment of the headless agent', async () => {
    const place = copy();
    const as = { uid: NOBODY, gid: NOBODY, cwd: place };
    const home = { HOME: place, LATCHKEY_SOCKET: join(place, 'run/agent.sock'), LATCHKEY_VAULT: 'memory' };
    const child = spawn(process.execPath, ['dist/latchkey.cjs', 'agent'], {
      ...as,
      env: { PATH: process.env['PATH'], ...home },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const [said] = (await once(child.stderr.setEncoding('utf8'), 'data')) as [string];
    const read = (file: string) =>
      spawnSync('cat', [`/proc/${child.pid}/${file}`], { ...as, encoding: 'utf8', maxBuffer: 1024 }).stderr;
    expect(said).toContain('listening at');
    for (const file of ['environ', 'mem', 'maps']) expect(read(file)).toContain('Permission denied');
    child.kill('SIGKILL');
    await once(child, 'close');
    rmSync(place, { recursive: true, force: true });
  });
});
