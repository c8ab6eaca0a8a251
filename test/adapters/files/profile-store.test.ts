/** config.json: what it keeps, what it refuses (and where), and what it never overwrites. */
import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultConfigDir } from '../../../src-main/adapters/files/config-dir.ts';
import { fileProfileStore } from '../../../src-main/adapters/files/profile-store.ts';
import { smallDisk } from '../../support/processes/small-disk.ts';

const WORK = { name: 'work', provider: 'oidc', settings: { issuer: 'https://id.example', scopes: ['openid'] } };
const LAB = { name: 'lab', provider: 'oidc', settings: { issuer: 'https://lab.example' } };

describe('the profile store', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'latchkey-config-'));
    path = join(folder, 'config.json');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('has no profiles without a file, and makes the folder and the file private', async () => {
    const deep = join(folder, 'a', 'b');
    const store = fileProfileStore(deep);
    expect(await store.load()).toEqual([]);
    await store.save([WORK]);
    expect(await fileProfileStore(deep).load()).toEqual([WORK]);
    expect(statSync(join(deep, 'config.json')).mode & 0o777).toBe(0o600);
    expect(statSync(deep).mode & 0o777).toBe(0o700);
  });

  it('keeps unknown top-level members', async () => {
    writeFileSync(path, JSON.stringify({ $schema: 'x', version: 1, profiles: [LAB], window: { width: 300 } }));
    await fileProfileStore(folder).save([WORK]);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({
      $schema: 'x',
      version: 1,
      profiles: [WORK],
      window: { width: 300 },
    });
  });

  it.each([
    ['', 'line 1, column 1'],
    ['{\n  "version": 1,\n  "profiles": [,]\n}', 'line 3, column 16'],
    ['{"version": 1, "profiles": []} x', 'line 1, column 32'],
    ['{"version": 1,\n"profiles": [{"name": "a\tb"}]}', 'line 2, column 23'],
    ['{"version": 1, "profiles": [', 'line 1, column 29'],
    [`{"version": 1, "profiles": ${'['.repeat(100_000)}`, 'line 1, column'],
    ['[]', 'the top level'],
    ['{"profiles": []}', 'version'],
    ['{"version": "1", "profiles": []}', 'version'],
    ['{"version": 1, "profiles": {}}', 'profiles'],
    ['{"version": 1, "profiles": [{"name": "a/b", "provider": "oidc", "settings": {}}]}', 'profiles[0].name'],
    ['{"version": 1, "profiles": [{"name": "a", "provider": "oidc", "settings": {}, "token": "x"}]}', 'profiles[0]'],
    [JSON.stringify({ version: 1, profiles: [WORK, LAB, WORK] }), 'profiles[2].name'],
  ])('says config_broken and where, and overwrites nothing: %#', async (content, place) => {
    writeFileSync(path, content);
    const store = fileProfileStore(folder);
    await expect(store.load()).rejects.toMatchObject({
      code: 'config_broken',
      message: expect.stringMatching(new RegExp(`config\\.json.* ${place.replace(/[[\]]/g, '\\$&')}`)),
    });
    await expect(store.save([WORK])).rejects.toMatchObject({ code: 'config_broken' });
    expect(readFileSync(path, 'utf8')).toBe(content);
  });

  it('says config_broken if it is not text, too large or not a file', async () => {
    for (const [content, why] of [
      [Buffer.from([0x7b, 0xff]), 'not UTF-8'],
      [Buffer.alloc(16 * 1024 * 1024 + 1, ' '), 'larger than 16 MiB'],
    ] as const) {
      writeFileSync(path, content);
      await expect(fileProfileStore(folder).load()).rejects.toMatchObject({
        code: 'config_broken',
        message: expect.stringContaining(why),
      });
    }
    await expect(fileProfileStore(join(path, 'no-folder')).load()).rejects.toMatchObject({ code: 'config_broken' });
  });

  it('says config_newer for a later version, whatever its shape, and overwrites nothing', async () => {
    const content = '{"version": 2, "accounts": []}';
    writeFileSync(path, content);
    await expect(fileProfileStore(folder).load()).rejects.toMatchObject({ code: 'config_newer' });
    await expect(fileProfileStore(folder).save([])).rejects.toMatchObject({ code: 'config_newer' });
    expect(readFileSync(path, 'utf8')).toBe(content);
  });

  it('follows a link to a configuration elsewhere', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'latchkey-dotfiles-'));
    symlinkSync(join(elsewhere, 'latchkey.json'), path);
    writeFileSync(join(elsewhere, 'latchkey.json'), JSON.stringify({ version: 1, profiles: [LAB] }));
    await fileProfileStore(folder).save([WORK]);
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
    expect(await fileProfileStore(folder).load()).toEqual([WORK]);
    rmSync(elsewhere, { recursive: true });
  });

  it('says config_unwritable on a full disk, keeps the former list and leaves no temp file', async () => {
    const disk = await smallDisk();
    try {
      const store = fileProfileStore(disk.folder);
      await store.save([LAB]);
      disk.fill();
      await expect(store.save([LAB, WORK])).rejects.toMatchObject({ code: 'config_unwritable' });
      expect(await store.load()).toEqual([LAB]);
      expect(readdirSync(disk.folder).sort()).toEqual(['config.json', 'filler']);
    } finally {
      disk.remove();
    }
  });

  it('says config_unwritable, with the file, where nothing can be created', async () => {
    await expect(fileProfileStore('/sys/latchkey').save([WORK])).rejects.toMatchObject({
      code: 'config_unwritable',
      message: 'The file /sys/latchkey/config.json cannot be written (EPERM).',
    });
  });

  it('accepts concurrent saves: the last one counts', async () => {
    const store = fileProfileStore(folder);
    await Promise.all([store.save([WORK]), store.save([]), store.save([LAB])]);
    expect(await store.load()).toEqual([LAB]);
  });
});

describe('the config folder', () => {
  it('is where each system expects it, unless LATCHKEY_CONFIG_DIR says otherwise', () => {
    const env = { HOME: '/home/ann', APPDATA: '/roaming' };
    expect(defaultConfigDir(env, 'linux')).toBe('/home/ann/.config/latchkey');
    expect(defaultConfigDir({ ...env, XDG_CONFIG_HOME: '/cfg' }, 'linux')).toBe('/cfg/latchkey');
    expect(defaultConfigDir({ ...env, XDG_CONFIG_HOME: 'relative' }, 'linux')).toBe('/home/ann/.config/latchkey');
    expect(defaultConfigDir(env, 'darwin')).toBe('/home/ann/Library/Application Support/Latchkey');
    expect(defaultConfigDir(env, 'win32')).toBe('/roaming/Latchkey');
    expect(defaultConfigDir({ ...env, LATCHKEY_CONFIG_DIR: '/here' }, 'win32')).toBe('/here');
  });
});
