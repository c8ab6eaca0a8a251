/**
 * The Debian package as its user meets it: what it installs where, that it works from there, and that removing it leaves
 * nothing.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import { run } from '../cli/latchkey.ts';
import { onPath, ROOT, test } from '../e2e/support/desk.ts';
import { OUTSIDE } from './layout.ts';
import { processesOf, startPackaged, windows } from './packaged.ts';

const OUT = join(ROOT, 'dist/packages');
const PACKAGE = join(OUT, readdirSync(OUT).find((name) => name.endsWith('.deb')) ?? 'no package');
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
const FILES = [
  ...OUTSIDE,
  '/usr/share/doc/latchkey/changelog.gz',
  '/usr/share/doc/latchkey/copyright',
  '/usr/share/zsh/vendor-completions/_latchkey',
].sort();

const output = (program: string, ...args: string[]): string => execFileSync(program, args, { encoding: 'utf8' });
// Container images leave out manuals and documents through their dpkg settings.
const dpkg = (...args: string[]): void =>
  void execFileSync('dpkg', ['--path-include=*', ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
const isInstalled = (): boolean => spawnSync('dpkg', ['-s', 'latchkey'], { stdio: 'ignore' }).status === 0;

/** Ignores what dpkg and Python's cache do. */
const systemFiles = (): string[] =>
  execFileSync(
    'find',
    ['/etc', '/opt', '/usr', '/var/lib/systemd', '-xdev', '-not', '-name', '*.pyc', '-not', '-name', '__pycache__'],
    {
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    },
  ).split('\n');
let systemBefore: string[] = [];

test.describe.configure({ mode: 'serial' });
test.skip(process.getuid?.() !== 0, 'only root can install a package');
test.beforeAll(() => {
  test.setTimeout(300_000);
  if (isInstalled()) throw new Error('latchkey is installed here: this test would remove it');
  systemBefore = systemFiles();
  dpkg('-i', PACKAGE);
});
test.afterAll(() => {
  if (isInstalled()) dpkg('--purge', 'latchkey');
});

test('has its files where Debian wants them, all owned by root, one of them set-uid', () => {
  const lines = output('dpkg-deb', '-c', PACKAGE).trim().split('\n');
  const entries = lines.map((line) => line.split(/\s+/));
  expect(entries.filter(([, owner]) => owner !== 'root/root')).toEqual([]);
  const paths = entries.map(([mode, , , , , path = '']) => ({ mode, path: path.slice(1) }));
  const outside = paths.filter(({ mode, path }) => !mode?.startsWith('d') && !path.startsWith('/opt/latchkey/'));
  expect(outside.map(({ path }) => path).sort()).toEqual(FILES);
  expect(paths.filter(({ mode }) => mode?.includes('s')).map(({ path }) => path)).toEqual([
    '/opt/latchkey/chrome-sandbox',
  ]);
  // Only root may write anywhere.
  expect(paths.filter(({ mode = '' }) => !mode.startsWith('l') && /^.....w|^........w/.test(mode))).toEqual([]);
  expect(output('dpkg-deb', '-f', PACKAGE, 'Version').trim()).toBe(version);
  // No script runs as root at install or removal.
  expect(output('dpkg-deb', '-I', PACKAGE)).not.toMatch(/(pre|post)(inst|rm)/);
});

test('installed, its commands, manual, completions and unit work', async () => {
  expect(output('dpkg', '--verify', 'latchkey')).toBe('');
  const env = { PATH: '/usr/bin:/bin' };
  expect((await run('/usr/bin/latchkey', ['version'], { env })).stdout).toMatch(`latchkey ${version}`);
  expect((await run('/usr/bin/git-credential-latchkey', ['capability'], { env })).stdout).toContain('authtype');
  expect((await run('/usr/bin/docker-credential-latchkey', ['version'], { env })).stdout).toContain(version);
  if (onPath('man')) {
    expect(output('man', '-w', 'latchkey').trim()).toBe('/usr/share/man/man1/latchkey.1.gz');
    expect(execFileSync('man', ['latchkey'], { encoding: 'utf8', env: { ...env, MANWIDTH: '100' } })).toContain(
      'latchkey token',
    );
  }
  for (const shell of ['bash', 'zsh', 'fish']) {
    const file = {
      bash: FILES.find((path) => path.includes('bash')),
      zsh: '/usr/share/zsh/vendor-completions/_latchkey',
      fish: '/usr/share/fish/vendor_completions.d/latchkey.fish',
    }[shell];
    if (onPath(shell)) expect(spawnSync(shell, ['-n', String(file)], { encoding: 'utf8' }).stderr).toBe('');
  }
  if (onPath('systemd-analyze')) {
    const unit = '/usr/lib/systemd/user/latchkey-agent.service';
    const asked = ['verify', '--user', '--man=no', unit];
    // It needs such a folder, and does nothing without.
    const own = { ...env, HOME: tmpdir(), XDG_RUNTIME_DIR: tmpdir() };
    const { stderr, status } = spawnSync('systemd-analyze', asked, { encoding: 'utf8', env: own });
    expect(status, stderr).toBe(0);
  }
  const metainfo = '/usr/share/metainfo/dev.latchkey.desktop.metainfo.xml';
  if (onPath('appstreamcli')) {
    const { status, stdout } = spawnSync('appstreamcli', ['validate', '--no-net', metainfo], { encoding: 'utf8' });
    expect(stdout).not.toMatch(/^[EW]:/m);
    expect(status, stdout).toBe(0);
  }
  if (onPath('desktop-file-validate')) {
    expect(output('desktop-file-validate', '--no-hints', '/usr/share/applications/latchkey.desktop')).toBe('');
  }
});

test('used, reset and purged, it leaves no secret, no process, and only the files that docs/packaging.md names', async ({
  desk,
}) => {
  const home = String(desk.env['HOME']);
  const before = new Set(filesOf(home));
  const app = await startPackaged(desk, { executable: '/usr/bin/latchkey-desktop' });
  const latchkey = (...args: string[]) => run('/usr/bin/latchkey', args, { env: desk.env });
  const helper = (name: string, action: string, stdin: string) =>
    run(`/usr/bin/${name}`, [action], { env: desk.env, stdin });
  try {
    await expect.poll(() => windows(desk, app).length).toBe(1);
    if (onPath('xprop')) {
      const id = windows(desk, app)[0] ?? '';
      const told = execFileSync('xprop', ['-id', id, 'WM_CLASS'], { env: desk.env, encoding: 'utf8' });
      const wmClass = /"([^"]*)"\s*$/.exec(told)?.[1];
      expect(readFileSync('/usr/share/applications/latchkey.desktop', 'utf8')).toContain(`StartupWMClass=${wmClass}\n`);
    }
    await desk.addProfile('work');
    await desk.signIn('work');
    const token = (await latchkey('token', 'work')).stdout.trim();
    expect(token.length).toBeGreaterThan(20);
    const password = 'a password that git has given';
    await helper(
      'git-credential-latchkey',
      'store',
      `protocol=https\nhost=git.example.test\nusername=ada\npassword=${password}\n\n`,
    );
    expect((await latchkey('logins')).stdout).toContain('git.example.test');
    expect((await latchkey('settings', 'set', 'start_at_login', 'on')).exit).toBe(0);
    const autostart = join(String(desk.env['XDG_CONFIG_HOME']), 'autostart/latchkey.desktop');
    expect(readFileSync(autostart, 'utf8')).toContain('\nTryExec=/opt/latchkey/latchkey-desktop\n');
    const secrets = [token, password, ...desk.provider.secretsSeen()];

    expect((await latchkey('reset', '--yes')).stdout).toBe(
      'Forgot 1 profile and 1 stored login.\nLatchkey no longer starts when you log in.\n',
    );
    const search = spawnSync('secret-tool', ['search', '--all', 'service', 'latchkey'], {
      env: desk.env,
      encoding: 'utf8',
    });
    expect([search.stdout, search.stderr]).toEqual(['', '']);
    await desk.host.press('Quit');
    expect(await app.ended).toBe(0);
    dpkg('--purge', 'latchkey');
    const left = filesOf(home).filter((path) => !before.has(path));
    expect(left.filter((path) => !LEFT.test(path))).toEqual([]);
    for (const path of left) {
      const text = readFileSync(join(home, path), 'latin1');
      expect(
        secrets.filter((secret) => text.includes(secret)),
        path,
      ).toEqual([]);
    }
  } finally {
    await app.kill();
  }
  expect(processesOf('/opt/latchkey')).toEqual([]);
  const known = new Set(systemBefore);
  expect(systemFiles().filter((path) => !known.has(path))).toEqual([]);
  expect(readdirSync('/var/lib/dpkg/info').filter((name) => name.startsWith('latchkey.'))).toEqual([]);
});

/**
 * What stays in the home on purpose: settings, the window's place, Chromium's own files, and who asked for what. And two
 * marks in the session's folder, which go with the session: GTK's, and the one that the person ended Latchkey.
 */
const LEFT = /^(config\/latchkey\/|run\/dconf\/user$|run\/latchkey\/quit$|\.local\/state\/latchkey\/audit)/;

/** Every file in the person's home, except the keyring. */
function filesOf(home: string): string[] {
  return readdirSync(home, { recursive: true, encoding: 'utf8' }).filter(
    (path) => !path.includes('keyrings/') && statSync(join(home, path), { throwIfNoEntry: false })?.isFile() === true,
  );
}
