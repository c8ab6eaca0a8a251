/** Displays other than X with a panel: a Wayland compositor without X, and a tray of the older kind. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import { startNoticeHost } from '../../support/session-bus/notice-host.ts';
import { onPath, ROOT, test } from '../support/desk.ts';
import { startSway, startTrayer } from '../support/parts.ts';

test.use({ deskOptions: { provider: { accessTokenTtlS: 185, deviceInterval: 1 }, tray: false } });

test('desktops 1: on native Wayland the window comes at the first start, and for a program’s question', async ({
  desk,
}) => {
  test.skip(!onPath('sway'), 'sway is not installed');
  const sway = await startSway();
  try {
    delete desk.env['DISPLAY'];
    desk.env['WAYLAND_DISPLAY'] = sway.display;
    const app = await desk.start('--ozone-platform=wayland');
    await expect.poll(() => sway.windows(), { timeout: 5_000 }).toEqual([expect.stringContaining('Latchkey')]);
    await (await app.firstWindow()).close();
    await expect.poll(() => sway.windows()).toEqual([]);

    await desk.addProfile('work');
    const asked = { flow: 'device', open_browser: false };
    const { body } = await desk.ask('POST', '/v1/profiles/work/sign-in', asked);
    await desk.provider.approveDevice((body as { sign_in: { user_code: string } }).sign_in.user_code);
    await expect.poll(async () => (await desk.ask('GET', '/v1/profiles/work')).body?.['state']).toBe('active');
    await desk.ask('PATCH', '/v1/profiles/work', { uses: { ask: 'new' } });
    const command = [join(ROOT, 'dist/latchkey.cjs'), 'token', 'work'];
    const asking = execFile(process.execPath, command, { env: desk.env });
    await expect.poll(() => sway.windows(), { timeout: 5_000 }).toEqual([expect.stringContaining('Latchkey')]);
    asking.kill();
  } finally {
    await desk.stop();
    await sway.stop();
  }
});

test('desktops 5: a tray of the older kind is a tray: its icon, no note, and no window at every start', async ({
  desk,
}) => {
  test.skip(!onPath('trayer') || !onPath('xdotool'), 'trayer or xdotool is not installed');
  const notices = await startNoticeHost(String(desk.env['DBUS_SESSION_BUS_ADDRESS']));
  const trayer = await startTrayer(desk.env);
  try {
    const first = await desk.start().then((app) => app.firstWindow());
    await expect.poll(() => trayer.icons()).toContain('24x24');
    await expect(first.getByRole('heading').first()).toBeVisible();
    await first.close();
    await desk.addProfile('work');
    const ended = desk.app().waitForEvent('close');
    const quit = desk.app().evaluate(({ app }) => app.quit());
    await Promise.all([ended, quit.catch(() => {})]);
    expect(notices.count()).toBe(0);

    const app = await desk.start();
    await expect.poll(() => trayer.icons()).toEqual(['24x24']);
    expect(app.windows()).toEqual([]);
  } finally {
    await desk.stop();
    await trayer.stop();
    notices.close();
  }
});
