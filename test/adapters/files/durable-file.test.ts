/** A durable file has the old or the new content, whatever happens. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readBounded, removeStaleTemps, writeDurably } from '../../../src-main/adapters/files/durable-file.ts';
import { childProgram } from '../../support/processes/child-program.ts';

describe('a durable file', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'latchkey-durable-'));
    path = join(folder, 'file');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('F53: is complete after 40 kills during heavy writing, and the next start removes what a kill left', async () => {
    const program = await childProgram(`
      import { writeDurably } from './src-main/adapters/files/durable-file.ts';
      console.log('writing');
      for (let n = 0; ; n += 1) await writeDurably(process.argv[2], String(n % 10).repeat(300_000));
    `);
    await writeDurably(path, 'a'.repeat(300_000));
    let left = 0;
    for (let round = 0; round < 40; round += 1) {
      const child = spawn(process.execPath, [program, path], { stdio: ['ignore', 'pipe', 'inherit'] });
      await once(child.stdout, 'data');
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 12));
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
      const text = readFileSync(path, 'utf8');
      expect(text).toBe((text[0] ?? '').repeat(300_000));
      left += readdirSync(folder).length - 1;
      await removeStaleTemps(path);
      expect(readdirSync(folder)).toEqual(['file']);
    }
    // Otherwise no kill hit a write, and this proved nothing.
    expect(left).toBeGreaterThan(0);
  }, 40_000);

  it("keeps another running process's temp file, and files that only look similar", async () => {
    const names = [
      '.file.1.0123456789ab.tmp',
      '.file.99999999.0123456789ab.tmp.bak',
      '.other.99999999.0123456789ab.tmp',
    ];
    for (const name of names) writeFileSync(join(folder, name), '');
    writeFileSync(join(folder, '.file.99999999.0123456789ab.tmp'), '');
    await removeStaleTemps(path);
    expect(readdirSync(folder).sort()).toEqual(names.sort());
  });

  it('reads up to the limit, and refuses a folder or more than the limit', async () => {
    await writeDurably(path, 'x'.repeat(100));
    expect((await readBounded(path, 100, { followLinks: false }))?.length).toBe(100);
    await expect(readBounded(path, 99, { followLinks: false })).rejects.toThrow('too large');
    await expect(readBounded(folder, 99, { followLinks: false })).rejects.toThrow();
    expect(await readBounded(join(folder, 'none'), 99, { followLinks: false })).toBeUndefined();
  });
});
