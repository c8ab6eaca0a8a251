/** F40: one agent per config folder, whichever starts when. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lockInstance } from '../../../src-main/adapters/files/instance-lock.ts';
import { childProgram } from '../../support/processes/child-program.ts';

describe('the instance lock', () => {
  let folder: string;
  let program: string;
  beforeAll(async () => {
    program = await childProgram(`
      import { lockInstance } from './src-main/adapters/files/instance-lock.ts';
      console.log('ready');
      process.stdin.once('data', async () => {
        try { await lockInstance(process.argv[2]); console.log('held'); setInterval(() => {}, 1000); }
        catch (error) { console.log(error.code + ' ' + error.message); process.stdin.destroy(); }
      });
    `);
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'latchkey-lock-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function contender() {
    const child = spawn(process.execPath, [program, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    await lines.next();
    return {
      pid: child.pid,
      async go(): Promise<string> {
        child.stdin.write('go\n');
        return String((await lines.next()).value);
      },
      async kill() {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const gone = once(child, 'exit');
        child.kill('SIGKILL');
        await gone;
      },
    };
  }

  it('F40: exactly one of 20 wins if they start at once on a stale lock', async () => {
    const former = await contender();
    expect(await former.go()).toBe('held');
    await former.kill();
    const all = await Promise.all(Array.from({ length: 20 }, contender));
    const answers = await Promise.all(all.map((one) => one.go()));
    await Promise.all(all.map((one) => one.kill()));
    expect(answers.filter((answer) => answer === 'held')).toHaveLength(1);
    expect(answers.filter((answer) => answer.startsWith('agent_already_running'))).toHaveLength(19);
    expect(readdirSync(folder)).toHaveLength(1);
  }, 60_000);

  it('F40: exactly one of many overlapping attempts wins, a hundred times over stale, damaged and released locks', async () => {
    const dead = JSON.stringify({ pid: process.pid, birth: 'another boot', random: 'x' });
    for (let round = 0; round < 100; round += 1) {
      if (round % 3 === 0) writeFileSync(join(folder, `agent.lock.${round + 1}`), round % 2 === 0 ? dead : '{');
      const attempts = await Promise.allSettled(Array.from({ length: 8 }, () => lockInstance(folder)));
      const held = attempts.flatMap((attempt) => (attempt.status === 'fulfilled' ? [attempt.value] : []));
      expect(held).toHaveLength(1);
      await held[0]?.release();
    }
    expect(readdirSync(folder)).toEqual([]);
  });

  it('names the running process, and is free again when that is killed or releases it', async () => {
    const first = await contender();
    expect(await first.go()).toBe('held');
    await expect(lockInstance(folder)).rejects.toMatchObject({
      code: 'agent_already_running',
      message: expect.stringContaining(String(first.pid)),
    });
    await first.kill();
    const lock = await lockInstance(folder);
    await expect(lockInstance(folder)).rejects.toMatchObject({ code: 'agent_already_running' });
    await lock.release();
    expect(readdirSync(folder)).toEqual([]);
    await (await lockInstance(folder)).release();
  });

  it.runIf(process.platform === 'linux')(
    'is not held by a later process that has the pid of a former holder',
    async () => {
      writeFileSync(
        join(folder, 'agent.lock.7'),
        JSON.stringify({ pid: process.pid, birth: 'another boot 1', random: 'x' }),
      );
      const lock = await lockInstance(folder);
      expect(readdirSync(folder)).toEqual(['agent.lock.8']);
      await lock.release();
    },
  );

  it('is not held by a damaged file', async () => {
    writeFileSync(join(folder, 'agent.lock.1'), '');
    await (await lockInstance(folder)).release();
  });

  it('says which folder cannot be written', async () => {
    writeFileSync(join(folder, 'file'), '');
    await expect(lockInstance(join(folder, 'file', 'sub'))).rejects.toMatchObject({
      code: 'config_unwritable',
      message: expect.stringContaining(folder),
    });
  });
});

/** Another agent's lock file, in the format that a holder writes now. */
async function lockFileOf(folder: string): Promise<Record<string, unknown>> {
  const lock = await lockInstance(folder);
  const name = readdirSync(folder).find((found) => /^agent\.lock\.\d+$/.test(found)) ?? '';
  const holder = JSON.parse(readFileSync(join(folder, name), 'utf8'));
  await lock.release();
  return { ...holder, random: 'another' };
}

describe.runIf(process.platform === 'linux')('a folder that is shared with processes that cannot be seen', () => {
  let folder: string;
  let mine: Record<string, unknown>;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'latchkey-lock-'));
    mine = await lockFileOf(folder);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const held = (holder: Record<string, unknown>) =>
    writeFileSync(join(folder, 'agent.lock.1'), JSON.stringify({ ...mine, ...holder }));

  it('inputs 32: refuses a lock held by another machine, names it, and says what to do', async () => {
    held({ host: 'build-7', machine: 'another', birth: '4f0c another-boot 77', pid: 999_999 });
    await expect(lockInstance(folder)).rejects.toMatchObject({
      code: 'agent_already_running',
      message: expect.stringContaining('build-7'),
      hint: expect.stringMatching(/Stop it on build-7.*agent\.lock\.1/),
    });
    expect(readdirSync(folder)).toEqual(['agent.lock.1']);
  });

  it('inputs 32: treats a clone of this machine with another name as another machine', async () => {
    held({ host: 'build-8', birth: 'another-boot 77' });
    await expect(lockInstance(folder)).rejects.toMatchObject({ code: 'agent_already_running' });
  });

  it('inputs 32: is free after a reboot of this machine', async () => {
    held({ birth: 'another-boot 77' });
    await (await lockInstance(folder)).release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('inputs 32: refuses a container that has the folder, and outside notices when such a container ends', async () => {
    const program = await childProgram(`
      import { lockInstance } from './src-main/adapters/files/instance-lock.ts';
      try { await lockInstance(process.argv[2]); console.log('held'); process.stdin.resume().once('end', () => process.exit()); }
      catch (error) { console.log(error.code + ' ' + error.message); process.exit(); }
    `);
    const inContainer = async () => {
      const words = ['--user', '--map-root-user', '--pid', '--fork', '--mount-proc'];
      const child = spawn('unshare', [...words, process.execPath, program, folder], {
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      const line = String((await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next()).value);
      return { child, line };
    };
    const lock = await lockInstance(folder);
    expect((await inContainer()).line).toMatch(/^agent_already_running .*cannot be seen from here/);
    await lock.release();
    const container = await inContainer();
    expect(container.line).toBe('held');
    await expect(lockInstance(folder)).rejects.toMatchObject({ code: 'agent_already_running' });
    const gone = once(container.child, 'exit');
    container.child.stdin.end();
    await gone;
    await (await lockInstance(folder)).release();
  });
});
