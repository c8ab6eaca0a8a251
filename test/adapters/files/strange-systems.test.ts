/** File systems that lack what Linux's own have, and paths that are not regular files. */
import { execFileSync } from 'node:child_process';
import { chmodSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { placeToken } from '../../../src-main/adapters/aws/cache-file.ts';
import { readAwsConfig } from '../../../src-main/adapters/aws/config-file.ts';
import { containerRunFile } from '../../../src-main/adapters/files/container-run-file.ts';
import { readBounded, syncFile, writeDurably } from '../../../src-main/adapters/files/durable-file.ts';
import { lockInstance } from '../../../src-main/adapters/files/instance-lock.ts';
import { demandOwnFolder, makeFolder } from '../../../src-main/adapters/files/private-folder.ts';
import { fileProfileStore } from '../../../src-main/adapters/files/profile-store.ts';
import { readRegularFile } from '../../../src-main/adapters/files/regular-file.ts';
import { settingsFile } from '../../../src-main/adapters/files/settings-file.ts';
import { unwritable } from '../../../src-main/adapters/files/unwritable.ts';

let linkFault: string | undefined;
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  const link: typeof real.link = (from, to) =>
    linkFault ? Promise.reject(systemError(linkFault)) : real.link(from, to);
  return { ...real, link };
});

const systemError = (code: string) => Object.assign(new Error(code), { code });
const NO_LOG = { info() {}, warn() {} };

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-strange-'));
  path = join(folder, 'file');
  linkFault = undefined;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a limited file system', () => {
  const handle = (code: string) => ({ sync: () => Promise.reject(systemError(code)) }) as unknown as FileHandle;

  it.each(['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'])(
    'inputs 23: a missing fsync (%s) is not an error',
    async (code) => {
      await syncFile(handle(code));
    },
  );

  it('inputs 23: a failed fsync is an error', async () => {
    for (const code of ['EIO', 'ENOSPC']) await expect(syncFile(handle(code))).rejects.toMatchObject({ code });
  });

  it.runIf(process.getuid?.() !== 0)(
    'inputs 23: a folder that can be written but not read accepts the file',
    async () => {
      chmodSync(folder, 0o300);
      await writeDurably(path, 'content');
      chmodSync(folder, 0o700);
      expect(readFileSync(path, 'utf8')).toBe('content');
    },
  );

  it.each(['EPERM', 'ENOTSUP', 'ENOSYS'])(
    'inputs 24: exactly one agent starts without hard links (%s)',
    async (code) => {
      linkFault = code;
      for (let round = 0; round < 20; round += 1) {
        const attempts = await Promise.allSettled(Array.from({ length: 6 }, () => lockInstance(folder)));
        const held = attempts.flatMap((attempt) => (attempt.status === 'fulfilled' ? [attempt.value] : []));
        expect(held).toHaveLength(1);
        await held[0]?.release();
      }
      expect(readdirSync(folder)).toEqual([]);
    },
  );

  it('inputs 22: says what to do if a file is mounted by itself', () => {
    const { message, hint } = unwritable('/etc/latchkey/config.json', systemError('EBUSY'));
    expect(message).toContain('/etc/latchkey/config.json cannot be written (EBUSY)');
    expect(hint).toContain('Mount its folder instead');
    expect(unwritable(path, systemError('EACCES')).hint).not.toContain('ount');
  });
});

describe.runIf(process.platform !== 'win32')('a path that is not a regular file', () => {
  const pipe = () => execFileSync('mkfifo', [path]);
  /** A separate device: if it were replaced, the machine's own would survive. */
  const device = () => execFileSync('mknod', [path, 'c', '1', '3']);
  const kinds = [pipe, () => mkdirSync(path), ...(process.getuid?.() === 0 ? [device] : [])];

  it('inputs 18: is refused at once, and neither read nor replaced', async () => {
    for (const make of kinds) {
      rmSync(path, { recursive: true, force: true });
      make();
      const before = lstatSync(path);
      const refused = { code: 'not a regular file' };
      await expect(readBounded(path, 100, { followLinks: true })).rejects.toMatchObject(refused);
      expect(() => readRegularFile(path, 100)).toThrow('regular file');
      await expect(writeDurably(path, 'content')).rejects.toMatchObject(refused);
      await expect(
        containerRunFile(path, NO_LOG).save({ version: 1, port: 1, runs: [] } as never),
      ).rejects.toMatchObject({
        code: 'config_unwritable',
        message: expect.stringContaining('not a regular file'),
      });
      await expect(readAwsConfig({ AWS_CONFIG_FILE: path })).rejects.toMatchObject({ code: 'config_broken' });
      const token = { startUrl: 'https://a.example', region: undefined, accessToken: 'x', expiresAt: 4e9 };
      await expect(placeToken(path, token, Date.now())).rejects.toThrow();
      expect([lstatSync(path).ino, lstatSync(path).mode]).toEqual([before.ino, before.mode]);
    }
  });

  it('inputs 18: is reported if it is where our own file should be, and stays', async () => {
    for (const name of ['config.json', 'settings.json']) execFileSync('mkfifo', [join(folder, name)]);
    await expect(fileProfileStore(folder).load()).rejects.toMatchObject({
      code: 'config_broken',
      message: expect.stringContaining('not a regular file'),
    });
    await expect(fileProfileStore(folder).save([])).rejects.toMatchObject({ code: 'config_broken' });
    expect((await settingsFile(folder)).problem()?.message).toContain('not a regular file');
    expect(lstatSync(join(folder, 'config.json')).isFIFO()).toBe(true);
  });

  it('inputs 18: does not block a lock if it is a pipe', async () => {
    execFileSync('mkfifo', [join(folder, 'agent.lock.1')]);
    await (await lockInstance(folder)).release();
  });
});

describe.runIf(process.platform === 'linux')('a folder for our files', () => {
  it('inputs N13: is an error at once if it cannot be created', async () => {
    expect(() => makeFolder('/proc/latchkey/config')).toThrow();
    await expect(writeDurably('/proc/latchkey/config/file', 'x')).rejects.toThrow();
    await expect(lockInstance('/proc/latchkey/config')).rejects.toMatchObject({ code: 'config_unwritable' });
  });

  const own = () => ({ folder: join(folder, 'latchkey'), variable: 'LATCHKEY_CONFIG_DIR' });

  it('security 17: is refused if others may write to it', () => {
    demandOwnFolder(own());
    for (const [mode, isRefused] of [
      [0o700, false],
      [0o755, false],
      [0o775, true],
      [0o777, true],
    ] as const) {
      rmSync(own().folder, { recursive: true, force: true });
      mkdirSync(own().folder);
      chmodSync(own().folder, mode);
      const demand = () => demandOwnFolder(own());
      if (isRefused) expect(demand).toThrow(`The folder ${own().folder} is open to other users.`);
      else demand();
    }
  });

  it('security 17: is refused if it belongs to someone else, and the hint suggests another one', () => {
    // Root gives a folder away; an ordinary user uses the file system's root.
    const theirs = process.getuid?.() === 0 ? own().folder : '/';
    if (process.getuid?.() === 0) execFileSync('install', ['-d', '-o', '12345', '-m', '700', theirs]);
    try {
      demandOwnFolder({ ...own(), folder: theirs });
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: 'folder_unsafe', message: `The folder ${theirs} belongs to another user.` });
      expect(error).toMatchObject({ hint: expect.stringContaining('LATCHKEY_CONFIG_DIR') });
      expect(error).not.toMatchObject({ hint: expect.stringMatching(/remove/i) });
    }
  });
});
