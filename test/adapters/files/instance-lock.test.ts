/** F40: one agent per config folder, whoever starts when. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
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

  it('F40: of 20 that start at once on a stale lock exactly one wins', async () => {
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

  it('F40: of many overlapping attempts exactly one wins, a hundred times over stale, damaged and released locks', async () => {
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

  it('names the process that runs, and is free again when that one is killed or lets go', async () => {
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
    'is not held by a later process that has the number of a former holder',
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
