/** The encrypted file: what is on disk, what it refuses, and what a kill leaves. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { armor, Decrypter } from 'age-encryption';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ageVault } from '../../../src-main/adapters/vault/age-vault.ts';
import { secret } from '../../../src-main/core/secret.ts';
import { childProgram } from '../../support/processes/child-program.ts';
import { smallDisk } from '../../support/processes/small-disk.ts';

const PASSPHRASE = secret('correct horse battery staple');
const FAST = { workFactor: 4 };

describe('the vault file', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'latchkey-age-'));
    path = join(folder, 'deep', 'vault.age.json');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const open = (passphrase = PASSPHRASE) => ageVault(path, passphrase, FAST);

  it('keeps values across a restart: long ones, non-ASCII, several accounts, and deleted ones stay deleted', async () => {
    const first = await open();
    await first.set('work', secret('ä€😀 '.repeat(3_000)));
    await first.set('lab', secret('x'));
    await first.set('old', secret('y'));
    await first.delete('old');
    const second = await open();
    expect((await second.get('work'))?.reveal()).toBe('ä€😀 '.repeat(3_000));
    expect((await second.get('lab'))?.reveal()).toBe('x');
    expect(await second.get('old')).toBeUndefined();
  });

  it('F53: is 0600 in a 0700 folder, with nothing beside it and nothing in the clear', async () => {
    const vault = await open();
    await vault.set('account-name', secret('CANARY-VALUE'));
    await vault.ensureWritable(10_000);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'deep')).mode & 0o777).toBe(0o700);
    expect(readdirSync(join(folder, 'deep'))).toEqual(['vault.age.json']);
    expect(readFileSync(path, 'utf8')).not.toMatch(/CANARY|account-name|AGE-SECRET|correct horse/);
  });

  it('can be opened with only age and the passphrase', async () => {
    await (await open()).set('work', secret('value'));
    const { key, body } = JSON.parse(readFileSync(path, 'utf8'));
    const outer = new Decrypter();
    outer.addPassphrase(PASSPHRASE.reveal());
    const inner = new Decrypter();
    inner.addIdentity(await outer.decrypt(armor.decode(key), 'text'));
    expect(JSON.parse(await inner.decrypt(armor.decode(body), 'text'))).toEqual([['work', 'value']]);
  });

  it('refuses a wrong passphrase, and leaves the file unchanged', async () => {
    await (await open()).set('work', secret('value'));
    const before = readFileSync(path);
    await expect(open(secret('wrong'))).rejects.toMatchObject({ code: 'vault_passphrase' });
    expect(readFileSync(path)).toEqual(before);
  });

  it('refuses a symbolic link, damage, another file in its place and a missing file, and overwrites none of them', async () => {
    const vault = await open();
    await vault.set('work', secret('value'));
    const good = readFileSync(path, 'utf8');
    const container = JSON.parse(good);
    const middle = container.body.length / 2;
    const damaged = { ...container, body: `${container.body.slice(0, middle)}AAAA${container.body.slice(middle + 4)}` };
    for (const content of ['', '{', JSON.stringify(damaged)]) {
      writeFileSync(path, content);
      await expect(open(), content.slice(0, 20)).rejects.toMatchObject({ code: 'vault_failed' });
      await expect(vault.set('lab', secret('x'))).rejects.toMatchObject({ code: 'vault_failed' });
      expect(readFileSync(path, 'utf8')).toBe(content);
    }
    rmSync(path);
    await expect(vault.get('work')).rejects.toMatchObject({ code: 'vault_failed' });
    const elsewhere = join(folder, 'elsewhere');
    writeFileSync(elsewhere, good);
    symlinkSync(elsewhere, path);
    await expect(open()).rejects.toThrow(/symbolic link/);
    rmSync(path);
    await ageVault(path, secret('another'), FAST);
    await expect(vault.set('lab', secret('x'))).rejects.toThrow(/replaced/);
  });

  it("newcomer A11: does not call a newer version's file damaged: says to update, and leaves it unchanged", async () => {
    await open();
    const content = JSON.stringify({ version: 2, key: 'x', sealed: 'as nobody knows yet' });
    writeFileSync(path, content);
    await expect(open()).rejects.toMatchObject({
      code: 'vault_failed',
      message: expect.stringContaining('was written by a newer Latchkey'),
      hint: expect.stringContaining('Update Latchkey'),
    });
    expect(readFileSync(path, 'utf8')).toBe(content);
  });

  it('accepts concurrent writes without losing one', async () => {
    const vault = await open();
    const names = Array.from({ length: 20 }, (_, n) => `account-${n}`);
    await Promise.all(names.map((name) => vault.set(name, secret(`value of ${name}`))));
    for (const name of names) expect((await vault.get(name))?.reveal()).toBe(`value of ${name}`);
  });

  it('says vault_full on a full disk, keeps the former value, and works again when there is room', async () => {
    const disk = await smallDisk();
    try {
      const vault = await ageVault(join(disk.folder, 'vault'), PASSPHRASE, FAST);
      await vault.set('work', secret('former'));
      disk.fill();
      await expect(vault.ensureWritable(12_000)).rejects.toMatchObject({ code: 'vault_full' });
      await expect(vault.set('work', secret('x'.repeat(12_000)))).rejects.toMatchObject({ code: 'vault_full' });
      expect((await vault.get('work'))?.reveal()).toBe('former');
      disk.drain();
      await vault.set('work', secret('next'));
      expect((await vault.get('work'))?.reveal()).toBe('next');
      expect(readdirSync(disk.folder)).toEqual(['vault']);
    } finally {
      disk.remove();
    }
  });

  it('F53: after 6 kills at random during heavy writing, every value is one that was written, and no temp file remains', async () => {
    const program = await childProgram(`
      import { ageVault } from './src-main/adapters/vault/age-vault.ts';
      import { secret } from './src-main/core/secret.ts';
      const vault = await ageVault(process.argv[2], secret(${JSON.stringify(PASSPHRASE.reveal())}), { workFactor: 4 });
      console.log('writing');
      for (let n = 0; ; n += 1) await vault.set('work', secret((n + ' ').repeat(3_000)));
    `);
    await (await open()).set('work', secret('0 '.repeat(3_000)));
    for (let round = 0; round < 6; round += 1) {
      const child = spawn(process.execPath, [program, path], { stdio: ['ignore', 'pipe', 'inherit'] });
      await once(child.stdout, 'data');
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 60));
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
      const value = (await (await open()).get('work'))?.reveal() ?? '';
      const word = value.slice(0, value.indexOf(' ') + 1);
      expect(value).toBe(word.repeat(3_000));
      expect(word).not.toBe('');
      expect(readdirSync(join(folder, 'deep'))).toEqual(['vault.age.json']);
    }
  }, 60_000);
});
