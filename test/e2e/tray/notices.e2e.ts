/**
 * Never more than one notification per event, on the real Electron: across a restart, a setting, the person's own sign-in
 * and quitting.
 */
import { expect } from 'playwright/test';
import { type NoticeHost, startNoticeHost } from '../../support/session-bus/notice-host.ts';
import { test as base, type Desk } from '../support/desk.ts';

const test = base.extend<{ notices: NoticeHost }>({
  notices: async ({ desk }, use) => {
    const notices = await startNoticeHost(String(desk.env['DBUS_SESSION_BUS_ADDRESS']));
    await use(notices);
    notices.close();
  },
});

/** Almost expired when it begins, and it cannot be refreshed. */
const short = { accessTokenTtlS: 9 * 60, deviceInterval: 1, configuration: { issueRefreshToken: () => false } };

const ENDS = /^work: the sign-in expires in [89] min$/;
const WAITS = /^work: a sign-in is waiting for you$/;
const showing = (notices: NoticeHost, ...wanted: RegExp[]) =>
  expect.poll(() => notices.shown().map(({ title }) => title)).toEqual(wanted.map((one) => expect.stringMatching(one)));

async function exitCode(desk: Desk, cause: () => Promise<unknown>): Promise<number | null> {
  const child = desk.app().process();
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  await cause();
  return ended;
}

test.describe('a sign-in about to expire', () => {
  test.use({ deskOptions: { provider: short } });

  test('is announced once, even after a restart; switched off, it disappears from the screen and stays away', async ({
    desk,
    notices,
  }) => {
    // Two starts and two sign-ins.
    test.slow();
    await desk.start();
    await desk.addProfile('work');
    await desk.signIn('work', () => showing(notices, WAITS));
    await showing(notices, ENDS);
    const count = notices.count();
    expect(await exitCode(desk, () => desk.host.press('Quit'))).toBe(0);
    await showing(notices);

    await desk.start();
    await desk.host.untilMenu((labels) => /^work · [78] min$/.test(labels[0] ?? ''));
    expect(notices.shown()).toEqual([]);
    await desk.signIn('work', () => showing(notices, WAITS));
    await showing(notices, ENDS);
    expect(notices.count()).toBe(count + 2);

    await desk.ask('PATCH', '/v1/settings', { notices: { ending: false } });
    await showing(notices);
    await desk.ask('PATCH', '/v1/settings', { notices: { ending: true } });
    await desk.ask('PATCH', '/v1/profiles/work', { uses: { ask: 'never' } });
    await desk.host.tooltip();
    expect(notices.shown()).toEqual([]);
    expect(notices.count()).toBe(count + 2);
  });
});

test('the person’s own sign-in causes no notification, and quitting during it leaves none and is clean', async ({
  desk,
  notices,
}) => {
  await desk.start();
  await desk.addProfile('work');
  await desk.host.untilMenu((labels) => labels.includes('work · sign in'));
  const page = await desk.window(() => desk.host.press('work', 'Sign in'));
  await expect(page.locator('.user-code')).toBeVisible();
  expect(notices.count()).toBe(0);
  const shutDown = () =>
    desk.app().evaluate(({ powerMonitor }) => {
      let waits = false;
      powerMonitor.emit('shutdown', {
        preventDefault: () => {
          waits = true;
        },
      });
      return waits;
    });
  let waits = false;
  const code = await exitCode(desk, async () => {
    waits = await shutDown();
  });
  expect(waits).toBe(true);
  expect(code).toBe(0);
  expect(notices.count()).toBe(0);
});

test('a first start by a link that is not ours still shows the window', async ({ desk }) => {
  await desk.start();
  await desk.addProfile('work');
  await exitCode(desk, () => desk.host.press('Quit'));
  const app = await desk.start('latchkey://lock');
  const page = await app.firstWindow();
  await expect(page.getByText('work', { exact: true }).first()).toBeVisible();
});

/** A service that was restarted begins its numbers again, so another program's notification has the number of ours. */
test('desktops 13: after the notification service restarted, a stranger’s notification is neither closed nor ours', async ({
  desk,
  notices,
}) => {
  let strangers: NoticeHost | undefined;
  await desk.start();
  await desk.addProfile('work');
  await desk.signIn('work', async () => {
    await showing(notices, WAITS);
    const ours = notices.shown()[0]?.id ?? 0;
    notices.close();
    const restarted = await startNoticeHost(String(desk.env['DBUS_SESSION_BUS_ADDRESS']));
    expect(restarted.stranger('You have mail')).toBe(ours);
    strangers = restarted;
    restarted.press(ours);
  });
  // The reason of ours is gone, and quitting closes all that are ours.
  expect(desk.app().windows()).toEqual([]);
  expect(await exitCode(desk, () => desk.host.press('Quit'))).toBe(0);
  expect(strangers?.shown().map(({ title }) => title)).toEqual(['You have mail']);
  strangers?.close();
});

test('desktops 13: a notification has Latchkey’s icon, for services that look no program up', async ({
  desk,
  notices,
}) => {
  await desk.start();
  await desk.addProfile('work');
  await desk.signIn('work', () => showing(notices, WAITS));
  expect(notices.ever()[0]?.hasIcon).toBe(true);
});
