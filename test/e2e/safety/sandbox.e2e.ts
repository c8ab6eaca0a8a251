/** Latchkey as an ordinary user runs it: without `--no-sandbox`, so Chromium's own sandbox must work on this machine. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { type ElectronApplication, _electron as electron } from 'playwright';
import { expect } from 'playwright/test';
import { startOidcServer } from '../../support/oidc/server.ts';
import { startTrayHost, type TrayHost } from '../../support/session-bus/tray-host.ts';
import { ROOT, test } from '../support/desk.ts';
import { ordinaryUser } from '../support/ordinary-user.ts';

interface Process {
  readonly pid: number;
  readonly command: string;
  readonly uid: number;
  /** 2: a filter decides on each system call. */
  readonly seccomp: number;
  readonly userNamespace: string;
}

function processesOf(uid: number): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const status = readFileSync(`/proc/${name}/status`, 'utf8');
        const field = (key: string): number => Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(status)?.[1]);
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
        const found = { pid: Number(name), command, uid: field('Uid'), seccomp: field('Seccomp') };
        return found.uid === uid ? [{ ...found, userNamespace: readlinkSync(`/proc/${name}/ns/user`) }] : [];
      } catch {
        return []; // It ended while we looked.
      }
    });
}

test('an ordinary user signs in from the tray, with Chromium’s sandbox on', async () => {
  test.skip(
    process.getuid?.() !== 0,
    'only root can become another user; the other desktop tests ran with the sandbox on',
  );
  const provider = await startOidcServer({ accessTokenTtlS: 300, deviceInterval: 1 });
  const user = await ordinaryUser();
  let host: TrayHost | undefined;
  let app: ElectronApplication | undefined;
  try {
    host = await startTrayHost(String(user.env['DBUS_SESSION_BUS_ADDRESS']));
    const { executable, env } = user;
    app = await electron.launch({
      executablePath: executable,
      args: [user.app],
      env,
      cwd: user.home,
      chromiumSandbox: true,
    });
    const child = app.process();
    await host.untilItem();
    const page = await app.firstWindow();
    const added = await page.evaluate(async (issuer) => {
      const body = JSON.stringify({ name: 'work', provider: 'oidc', settings: { issuer } });
      const headers = { 'content-type': 'application/json' };
      return (await fetch('/v1/profiles', { method: 'POST', body, headers })).status;
    }, provider.issuer);
    expect(added).toBe(201);
    await host.untilMenu((labels) => labels.includes('work · sign in'));
    await host.press('work', 'Sign in');
    const code = await page.locator('.user-code').textContent();
    await provider.approveDevice(String(code).trim());
    await host.untilMenu((labels) => /^work · \d min$/.test(labels[0] ?? ''));
    expect(await page.evaluate(() => fetch('/v1/status').then((answer) => answer.json()))).toMatchObject({
      agent: { vault: 'keychain' },
    });

    const all = processesOf(user.uid).filter(({ command }) => command.includes('electron'));
    expect(all.filter(({ command }) => command.includes('--no-sandbox'))).toEqual([]);
    const main = all.find(({ command }) => !command.includes('--type='));
    const renderers = all.filter(({ command }) => command.includes('--type=renderer'));
    expect(renderers.length).toBe(1);
    for (const renderer of renderers) {
      expect(renderer.command).toContain('--enable-sandbox');
      expect(renderer.seccomp).toBe(2);
      expect(renderer.userNamespace).not.toBe(main?.userNamespace);
    }
    const ended = new Promise((resolve) => child.once('exit', resolve));
    await host.press('Quit');
    expect(await ended).toBe(0);
  } finally {
    await app?.close().catch(() => {});
    host?.close();
    await user.stop();
    await provider.close();
  }
});

test('nothing in the product turns the sandbox off', () => {
  const bundle = readFileSync(`${ROOT}/dist/desktop.js`, 'utf8');
  expect(bundle).not.toMatch(/appendSwitch\([^)]*(sandbox|web-security|remote-debugging)/);
  expect(readFileSync(`${ROOT}/electron-builder.yml`, 'utf8')).not.toContain('no-sandbox');
});
