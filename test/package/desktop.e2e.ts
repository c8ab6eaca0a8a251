/**
 * The packaged desktop as a person meets it: tray over D-Bus, window on the display, the command line beside it. And what it
 * must not do: run another program in its place, take code from its environment, or let a debugger in.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import { start } from '../cli/latchkey.ts';
import { AS_ROOT, type Desk, onPath, ROOT, test } from '../e2e/support/desk.ts';
import { walk } from '../support/oidc/person.ts';
import { CLI, cli, DESKTOP, listeningPorts, pack, processesOf, startPackaged, UNPACKED, windows } from './packaged.ts';

test.beforeAll(() => {
  test.setTimeout(300_000);
  pack();
});

/** A picture of the window for people to look at; the page has drawn once it has more than a few colors. */
async function picture(desk: Desk, window: string, name: string): Promise<void> {
  if (!onPath('import')) return;
  const folder = join(ROOT, 'reports/screenshots');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `packaged-${name}.png`);
  await expect
    .poll(() => {
      execFileSync('import', ['-window', window, file], { env: desk.env });
      return Number(execFileSync('identify', ['-format', '%k', file], { encoding: 'utf8' }));
    })
    .toBeGreaterThan(20);
}

test('from the first start to the second: window, sign-in, token, tray, and nothing left behind', async ({ desk }) => {
  test.setTimeout(120_000);
  let app = await startPackaged(desk);
  try {
    await expect.poll(() => windows(desk, app).length, { timeout: 20_000 }).toBe(1);
    await picture(desk, windows(desk, app)[0] ?? '', 'first');
    const { issuer } = desk.provider;
    expect(await cli(desk, ['profile', 'add', 'work', '--provider', 'oidc', '--issuer', issuer])).toMatchObject({
      exit: 0,
    });
    await desk.host.untilMenu((labels) => labels.includes('work · sign in'));
    await signIn(desk);
    await desk.host.untilMenu((labels) => labels.some((label) => /^work · \d min$/.test(label)));
    const token = await cli(desk, ['token', 'work']);
    expect(token).toMatchObject({ exit: 0, stderr: '' });
    expect(token.stdout).toMatch(/^\S{20,}\n$/);

    await desk.host.press('Quit');
    expect(await app.ended).toBe(0);
    expect(existsSync(desk.socket)).toBe(false);
    await expect.poll(() => processesOf(UNPACKED)).toEqual([]);

    app = await startPackaged(desk);
    await desk.host.untilMenu((labels) => labels.some((label) => /^work · \d min$/.test(label)));
    expect((await cli(desk, ['token', 'work'])).exit).toBe(0);
    // Nothing needs the person, so there is no window until it is started again.
    expect(windows(desk, app)).toEqual([]);
    expect(spawnSync(DESKTOP, AS_ROOT, { env: desk.env, timeout: 30_000 }).status).toBe(0);
    await expect.poll(() => windows(desk, app).length, { timeout: 20_000 }).toBe(1);
    await picture(desk, windows(desk, app)[0] ?? '', 'signed-in');
    await desk.host.press('Quit');
    expect(await app.ended).toBe(0);
  } finally {
    await app.kill();
  }
});

const SESSIONS: readonly (readonly [string, Record<string, string>])[] = [
  ['GNOME', { XDG_CURRENT_DESKTOP: 'GNOME' }],
  ['KDE', { XDG_CURRENT_DESKTOP: 'KDE', KDE_FULL_SESSION: 'true', KDE_SESSION_VERSION: '5' }],
];

for (const [name, env] of SESSIONS)
  test(`desktops 2: in a ${name} session, Chromium opens neither wallet nor keyring`, async ({ desk }) => {
    test.setTimeout(90_000);
    const monitor = start('dbus-monitor', ['--session'], { env: desk.env });
    await monitor.saw('NameAcquired');
    // Chromium would do so before anything of ours runs.
    const app = await startPackaged(desk, { env });
    try {
      await desk.host.untilMenu((labels) => labels.includes('No profiles yet'));
    } finally {
      await app.kill();
    }
    monitor.child.kill('SIGTERM');
    const { stdout } = await monitor.ended;
    expect(stdout).toContain('StatusNotifierItem');
    expect(stdout.match(/destination=org\.kde\.kwalletd\d?|chrome_libsecret_\w+|\w+ Safe Storage/g) ?? []).toEqual([]);
  });

async function signIn(desk: Desk): Promise<void> {
  const login = start(CLI, ['login', 'work', '--flow', 'device', '--no-open'], {
    env: { ...desk.env, PATH: '/nonexistent' },
  });
  await login.saw('code');
  const { body } = await desk.ask('GET', '/v1/profiles/work');
  await desk.provider.approveDevice((body as { sign_in: { user_code: string } }).sign_in.user_code);
  expect((await login.ended).exit).toBe(0);
}

test('the sandbox runs from inside the archive, as on a person’s machine', async ({ desk }) => {
  test.setTimeout(90_000);
  const app = await startPackaged(desk, { env: { LATCHKEY_TEST_MODE: '' } });
  try {
    expect((await desk.ask('POST', '/v1/sandbox')).status).toBe(200);
    const asked = { flow: 'device', open_browser: false };
    const { body } = await desk.ask('POST', '/v1/profiles/sandbox/sign-in', asked);
    const { sign_in } = body as { sign_in: { user_code: string; verification_uri_complete: string } };
    const person = { account: 'anyone', decision: 'approve', userCode: sign_in.user_code } as const;
    expect((await walk(sign_in.verification_uri_complete, person)).html).toContain('You are signed in');
    await desk.host.untilMenu((labels) => labels.some((label) => /^sandbox · .*min/.test(label)));
    expect((await cli(desk, ['token', 'sandbox'])).stdout).toMatch(/^\S{20,}\n$/);
    await desk.host.press('Quit');
    expect(await app.ended).toBe(0);
  } finally {
    await app.kill();
  }
});

test('a debugger, another program or code from the environment gets nowhere', async ({ desk }) => {
  test.setTimeout(90_000);
  const copy = mkdtempSync(join(tmpdir(), 'latchkey-packaged-'));
  const traces = join(copy, 'traces');
  mkdirSync(traces);
  const evil = (name: string): string => `require('node:fs').writeFileSync(${JSON.stringify(join(traces, name))}, '');`;
  // Links, since it is 300 MB; additions are in the copy only.
  execFileSync('cp', ['-rl', UNPACKED, join(copy, 'program')]);
  const resources = join(copy, 'program/resources');
  mkdirSync(join(resources, 'app'));
  writeFileSync(join(resources, 'app/package.json'), '{"name":"evil","main":"main.cjs"}');
  writeFileSync(join(resources, 'app/main.cjs'), evil('app-folder'));
  writeFileSync(join(copy, 'required.cjs'), evil('node-options'));
  writeFileSync(join(copy, 'run.cjs'), evil('run-as-node'));
  const executable = join(copy, 'program/latchkey-desktop');
  const app = await startPackaged(desk, {
    executable,
    args: ['--inspect=0', '--inspect-brk=0', '--remote-debugging-port=0', join(copy, 'run.cjs')],
    env: { NODE_OPTIONS: `--require ${join(copy, 'required.cjs')}`, ELECTRON_RUN_AS_NODE: '1' },
  });
  try {
    // It runs as usual: the tray appeared, the window is there, tools get answers.
    await expect.poll(() => windows(desk, app).length, { timeout: 20_000 }).toBe(1);
    expect((await cli(desk, ['status', '--json'])).exit).toBe(0);
    // security 2
    app.child.kill('SIGUSR1');
    expect((await cli(desk, ['status', '--json'])).exit).toBe(0);
    expect(processesOf(copy).length).toBeGreaterThan(1);
    expect(listeningPorts(copy)).toEqual([]);
    expect(execFileSync('ls', [traces], { encoding: 'utf8' })).toBe('');
  } finally {
    await app.kill();
    await expect.poll(() => processesOf(copy)).toEqual([]);
  }
  // Without the archive there is nothing to run, even with a folder beside it.
  rmSync(join(resources, 'app.asar'));
  spawnSync(executable, AS_ROOT, { env: desk.env, timeout: 8_000, killSignal: 'SIGKILL' });
  expect(execFileSync('ls', [traces], { encoding: 'utf8' })).toBe('');
  rmSync(copy, { recursive: true, force: true });
});
