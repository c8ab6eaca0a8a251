/** The rpm package: what it installs where, that it depends on libraries and runs no script, and that its contents work. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import { run } from '../cli/latchkey.ts';
import { ROOT } from '../e2e/support/desk.ts';
import { OUTSIDE } from './layout.ts';

const OUT = join(ROOT, 'dist/packages');
const PACKAGE = join(OUT, readdirSync(OUT).find((name) => name.endsWith('.rpm')) ?? 'no package');
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
const FILES = [...OUTSIDE, '/usr/share/licenses/latchkey/LICENSE', '/usr/share/zsh/site-functions/_latchkey'].sort();

// Without the machine's list of installed packages, which Debian does not have.
const ask = (...args: string[]): string[] =>
  execFileSync('rpm', ['-qp', ...args, PACKAGE], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line !== '');

test('has its files where Fedora wants them, all owned by root, one of them set-uid', () => {
  const entries = ask('--qf', '[%{FILEMODES:perms} %{FILEUSERNAME}/%{FILEGROUPNAME} %{FILENAMES}\\n]');
  const paths = entries.map((entry) => entry.split(' ') as [mode: string, owner: string, path: string]);
  expect(paths.filter(([, owner]) => owner !== 'root/root')).toEqual([]);
  const outside = paths.map(([, , path]) => path).filter((path) => !/^\/opt\/latchkey(\/|$)/.test(path));
  expect(outside.sort()).toEqual(FILES);
  expect(paths.filter(([mode]) => mode.includes('s')).map(([, , path]) => path)).toEqual([
    '/opt/latchkey/chrome-sandbox',
  ]);
  expect(paths.filter(([mode]) => !mode.startsWith('l') && /^.....w|^........w/.test(mode))).toEqual([]);
});

test('says what it is and what it needs, and runs nothing as root', () => {
  expect(ask('--qf', '%{NAME} %{VERSION} %{LICENSE} %{BUILDHOST}\\n')).toEqual([
    `latchkey ${version} Apache-2.0 localhost`,
  ]);
  expect(ask('--requires').filter((name) => !name.startsWith('rpmlib('))).toContain('libsecret-1.so.0()(64bit)');
  expect(ask('--scripts')).toEqual([]);
  expect(ask('--triggers')).toEqual([]);
});

test('extracted, its command line works without Node.js', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-rpm-'));
  try {
    execFileSync('sh', ['-c', 'rpm2cpio "$0" | cpio -id --quiet "./opt/latchkey/resources/*" "./usr/bin/*"', PACKAGE], {
      cwd: folder,
    });
    for (const name of ['latchkey', 'git-credential-latchkey', 'docker-credential-latchkey'])
      expect(readlinkSync(join(folder, 'usr/bin', name))).toBe('/opt/latchkey/resources/cli/latchkey');
    const cli = join(folder, 'opt/latchkey/resources/cli/latchkey');
    const env = { PATH: '/nonexistent', HOME: folder };
    expect((await run(cli, ['version'], { env })).stdout).toMatch(`latchkey ${version}`);
    expect((await run(cli, ['help'], { env })).stdout).toContain('latchkey token');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
