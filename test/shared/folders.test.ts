/** Making folders, and what is said of those that are not ours. */
import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { folderRemedy } from '../../src-shared/folder-flaw.ts';
import { makeFolders } from '../../src-shared/make-folder.ts';

const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
const make = (path: string) =>
  makeFolders(path, { mkdir: (folder) => mkdirSync(folder, 0o700), isFolder, parentOf: dirname });

describe('making a folder', () => {
  let base: string;
  beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), 'latchkey-folders-'));
  });
  afterEach(() => rmSync(base, { recursive: true, force: true }));

  it('makes those above it, closed to others, and is content with one that is there', () => {
    make(join(base, 'a', 'b', 'c'));
    make(join(base, 'a', 'b', 'c'));
    for (const path of ['a', 'a/b', 'a/b/c']) expect(statSync(join(base, path)).mode & 0o777).toBe(0o700);
  });

  it.runIf(process.platform === 'linux')('inputs N13: ends with an error where none can be made', () => {
    symlinkSync(join(base, 'nowhere'), join(base, 'link'));
    for (const path of ['/proc/latchkey/a/b', '/proc/self/fdinfo/x/y', '/dev/null/a', join(base, 'link', 'a', 'b')]) {
      expect(() => make(path), path).toThrow(/ENOENT|EACCES|EPERM|ENOTDIR|EEXIST/);
    }
  });
});

describe('what to do about a folder that is not ours alone', () => {
  it('newcomer A6: never proposes to remove it, nor to close what is not Latchkey’s', () => {
    for (const path of ['/tmp', '/home/ada', '/run/user/1000', '/run/user/1000/latchkey', '/tmp/latchkey-0']) {
      for (const flaw of [
        'is a symbolic link',
        'is not a folder',
        'belongs to another user',
        'is open to other users',
      ]) {
        const said = folderRemedy(path, flaw, 'LATCHKEY_SOCKET');
        expect(said).not.toMatch(/remove|delete/i);
        if (!path.includes('latchkey')) expect(said).not.toContain(`chmod 700 ${path}`);
      }
    }
    expect(folderRemedy('/tmp/latchkey-0', 'is open to other users', 'X')).toContain('chmod 700 /tmp/latchkey-0');
    expect(folderRemedy('/tmp', 'is open to other users', 'LATCHKEY_SOCKET')).toContain('Set LATCHKEY_SOCKET');
  });
});
