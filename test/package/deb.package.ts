/** The Debian package as its user meets it: what it puts where, that it works from there, and that removing it leaves nothing. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import { run } from '../cli/latchkey.ts';
import { onPath, ROOT, test } from '../e2e/support/desk.ts';
import { processesOf, startPackaged } from './packaged.ts';

const OUT = join(ROOT, 'dist/packages');
const PACKAGE = join(OUT, readdirSync(OUT).find((name) => name.endsWith('.deb')) ?? 'no package');
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
/** Everything outside of /opt/latchkey. */
const FILES = [
  '/usr/bin/docker-credential-latchkey',
  '/usr/bin/git-credential-latchkey',
  '/usr/bin/latchkey',
  '/usr/lib/systemd/user/latchkey-agent.service',
  '/usr/share/applications/latchkey.desktop',
  '/usr/share/bash-completion/completions/latchkey',
  '/usr/share/doc/latchkey/copyright',
  '/usr/share/fish/vendor_completions.d/latchkey.fish',
  ...['128x128', '16x16', '24x24', '256x256', '32x32', '48x48', '512x512', '64x64'].map(
    (size) => `/usr/share/icons/hicolor/${size}/apps/latchkey.png`,
  ),
  '/usr/share/icons/hicolor/scalable/apps/latchkey.svg',
  '/usr/share/man/man1/latchkey.1.gz',
  '/usr/share/zsh/vendor-completions/_latchkey',
].sort();

const output = (program: string, ...args: string[]): string => execFileSync(program, args, { encoding: 'utf8' });
const dpkg = (...args: string[]): void => void execFileSync('dpkg', args, { stdio: ['ignore', 'ignore', 'pipe'] });
const isInstalled = (): boolean => spawnSync('dpkg', ['-s', 'latchkey'], { stdio: 'ignore' }).status === 0;

test.describe.configure({ mode: 'serial' });
test.skip(process.getuid?.() !== 0, 'only root can install a package');
test.beforeAll(() => {
  if (isInstalled()) throw new Error('latchkey is installed here: this test would remove it');
});
test.afterAll(() => {
  if (isInstalled()) dpkg('--purge', 'latchkey');
});

test('has its files where Debian wants them, all of root, one of them set-uid', () => {
  const lines = output('dpkg-deb', '-c', PACKAGE).trim().split('\n');
  const entries = lines.map((line) => line.split(/\s+/));
  expect(entries.filter(([, owner]) => owner !== 'root/root')).toEqual([]);
  const paths = entries.map(([mode, , , , , path = '']) => ({ mode, path: path.slice(1) }));
  const outside = paths.filter(({ mode, path }) => !mode?.startsWith('d') && !path.startsWith('/opt/latchkey/'));
  expect(outside.map(({ path }) => path).sort()).toEqual(FILES);
  expect(paths.filter(({ mode }) => mode?.includes('s')).map(({ path }) => path)).toEqual([
    '/opt/latchkey/chrome-sandbox',
  ]);
  // Nobody but root may write anywhere.
  expect(paths.filter(({ mode = '' }) => !mode.startsWith('l') && /^.....w|^........w/.test(mode))).toEqual([]);
  expect(output('dpkg-deb', '-f', PACKAGE, 'Version').trim()).toBe(version);
  // No script runs as root at install or removal.
  expect(output('dpkg-deb', '-I', PACKAGE)).not.toMatch(/(pre|post)(inst|rm)/);
});

test('installed, its commands, manual, completions and unit work', async () => {
  dpkg('-i', PACKAGE);
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
    const { stderr } = spawnSync('systemd-analyze', ['verify', '--user', '--man=no', unit], { encoding: 'utf8' });
    expect(stderr.split('\n').filter((line) => line.includes('latchkey'))).toEqual([]);
  }
  if (onPath('desktop-file-validate')) {
    expect(output('desktop-file-validate', '--no-hints', '/usr/share/applications/latchkey.desktop')).toBe('');
  }
});

test('used and then purged, it leaves no file, no process and no secret outside of the keychain', async ({ desk }) => {
  const before = new Set(configFiles(desk.env));
  const app = await startPackaged(desk, { executable: '/opt/latchkey/latchkey-desktop' });
  try {
    await desk.addProfile('work');
    await desk.signIn('work');
    const token = (await run('/usr/bin/latchkey', ['token', 'work'], { env: desk.env })).stdout.trim();
    expect(token.length).toBeGreaterThan(20);
    await desk.host.press('Quit');
    expect(await app.ended).toBe(0);
    const left = configFiles(desk.env).filter((path) => !before.has(path));
    expect(left.filter((path) => readFileSync(path, 'latin1').includes(token))).toEqual([]);
  } finally {
    await app.kill();
  }
  dpkg('--purge', 'latchkey');
  expect(processesOf('/opt/latchkey')).toEqual([]);
  expect([...FILES, '/opt/latchkey'].filter((path) => existsSync(path))).toEqual([]);
  expect(readdirSync('/var/lib/dpkg/info').filter((name) => name.startsWith('latchkey.'))).toEqual([]);
});

/** Everything that the person's folders hold but for the keyring itself. */
function configFiles(env: Record<string, string>): string[] {
  const home = String(env['HOME']);
  return readdirSync(home, { recursive: true, encoding: 'utf8' })
    .map((path) => join(home, path))
    .filter((path) => !path.includes('/keyrings/') && statSync(path, { throwIfNoEntry: false })?.isFile() === true);
}
