/**
 * Time on the real Electron: notices before and after the end of a sign-in, over a real notification service, a screen lock,
 * sleep, jumps of the clock and a network that goes away. The wall clock is moved inside the process; the rest is real.
 */
import type { Page } from 'playwright';
import { expect } from 'playwright/test';
import { type NoticeHost, startNoticeHost } from '../../support/session-bus/notice-host.ts';
import { startScreenSaver } from '../../support/session-bus/screen-saver.ts';
import { startTrayHost } from '../../support/session-bus/tray-host.ts';
import { test as base, type Desk, onPath, startAgain } from '../support/desk.ts';
import { startMateScreensaver } from '../support/parts.ts';
import { picture } from '../support/picture.ts';

const MINUTE_S = 60;
const HOUR_S = 3600;

const test = base.extend<{ notices: NoticeHost }>({
  notices: async ({ desk }, use) => {
    const notices = await startNoticeHost(String(desk.env['DBUS_SESSION_BUS_ADDRESS']));
    await use(notices);
    notices.close();
  },
});

/** A sign-in without a refresh token lasts as long as its access token. */
const once = { accessTokenTtlS: 30 * MINUTE_S, deviceInterval: 1, configuration: { issueRefreshToken: () => false } };
const renewing = { accessTokenTtlS: HOUR_S, deviceInterval: 1 };

/** Seconds. */
const slept = new WeakMap<Desk, number>();

type Jumped = typeof globalThis & { jumpedMs?: number };

/** The wall clock is changed; the monotonic one continues. */
async function setClock(desk: Desk, seconds: number): Promise<void> {
  await desk.app().evaluate((_electron, ms) => {
    const world = globalThis as Jumped;
    if (world.jumpedMs === undefined) {
      const now = Date.now.bind(Date);
      Date.now = () => now() + (world.jumpedMs ?? 0);
    }
    world.jumpedMs = (world.jumpedMs ?? 0) + ms;
  }, seconds * 1000);
}

const resume = (desk: Desk) => desk.app().evaluate(({ powerMonitor }) => void powerMonitor.emit('resume'));

/** The machine sleeps: the wall clock and the provider's continue, timers do not. */
async function sleep(desk: Desk, seconds: number): Promise<void> {
  slept.set(desk, (slept.get(desk) ?? 0) + seconds);
  desk.provider.setClock(slept.get(desk) ?? 0);
  await setClock(desk, seconds);
  await resume(desk);
}

/** A profile signed in elsewhere, after the one notification about that is gone. */
async function signedIn(desk: Desk, notices: NoticeHost): Promise<void> {
  await desk.start();
  await desk.addProfile('work');
  await desk.signIn('work', () => showing(notices, 'work: a sign-in is waiting for you'));
  await showing(notices);
  expect(notices.count()).toBe(1);
}

const titles = (notices: NoticeHost) => notices.shown().map(({ title }) => title);
const showing = (notices: NoticeHost, ...wanted: string[]) => expect.poll(() => titles(notices)).toEqual(wanted);
const code = (page: Page) => page.locator('.user-code');

/** Everything in progress has arrived; a View and a second look at the same time bring nothing new. */
async function nothingMore(desk: Desk, notices: NoticeHost, ...wanted: string[]): Promise<void> {
  const before = notices.count();
  await resume(desk);
  await resume(desk);
  await desk.ask('PATCH', '/v1/profiles/work', { uses: { ask: 'never' } });
  await desk.host.tooltip();
  expect(titles(notices)).toEqual(wanted);
  expect(notices.count()).toBe(before);
}

test.describe('a sign-in that cannot be refreshed', () => {
  test.use({ deskOptions: { provider: once } });

  test('is announced 10 and 2 minutes before its end, once each; a click signs in again', async ({ desk, notices }) => {
    await signedIn(desk, notices);
    await sleep(desk, 20 * MINUTE_S);
    await showing(notices, 'work: the sign-in expires in 10 min');
    await nothingMore(desk, notices, 'work: the sign-in expires in 10 min');
    await sleep(desk, 8 * MINUTE_S);
    await showing(notices, 'work: the sign-in expires in 2 min');
    await nothingMore(desk, notices, 'work: the sign-in expires in 2 min');
    expect(desk.links()).toEqual([]);

    const page = await desk.window(async () => notices.click(notices.shown()[0]?.id ?? 0));
    await expect(code(page)).toBeVisible();
    await expect.poll(() => desk.links().length).toBe(1);
    await showing(notices);
    await desk.provider.approveDevice((await code(page).textContent()) ?? '');
    await desk.host.untilMenu((labels) => labels.some((label) => /^work · (20|30) min$/.test(label)));
    expect(titles(notices)).toEqual([]);
  });

  test('is snoozed in the tray until the last reminder', async ({ desk, notices }) => {
    await signedIn(desk, notices);
    await sleep(desk, 21 * MINUTE_S);
    await showing(notices, 'work: the sign-in expires in 9 min');
    await desk.host.press('work', 'Remind me in 10 min');
    await showing(notices);
    const before = desk.provider.traffic.count('discovery');
    await sleep(desk, 5 * MINUTE_S);
    // The provider is asked for the time; if it answered as the next sleep begins, its clock would be ahead of ours.
    await desk.provider.traffic.seen('discovery', before + 1);
    await expect.poll(async () => (await desk.ask('GET', '/v1/profiles/work')).body?.state).toBe('active');
    expect(titles(notices)).toEqual([]);
    await sleep(desk, 2 * MINUTE_S + 30);
    await showing(notices, 'work: the sign-in expires in 2 min');
  });

  test('is not announced while the screen is locked, but once afterwards', async ({ desk, notices }) => {
    const screen = await startScreenSaver(String(desk.env['DBUS_SESSION_BUS_ADDRESS']));
    await signedIn(desk, notices);
    screen.lock();
    const state = () => desk.app().evaluate(({ powerMonitor }) => powerMonitor.getSystemIdleState(1_000_000));
    await expect.poll(state).toBe('locked');
    await sleep(desk, 21 * MINUTE_S);
    await desk.host.untilMenu((labels) => labels.some((label) => /^work · 8 min/.test(label)));
    expect(notices.count()).toBe(1);
    screen.unlock();
    await showing(notices, 'work: the sign-in expires in 9 min');
    await nothingMore(desk, notices, 'work: the sign-in expires in 9 min');
    screen.close();
  });
});

test.describe('a sign-in that cannot be refreshed, and a locker that starts later', () => {
  test.use({ deskOptions: { provider: once } });

  test('desktops 8: is not announced on the lock screen of a locker that starts after Latchkey', async ({
    desk,
    notices,
  }) => {
    test.skip(!onPath('mate-screensaver'), 'mate-screensaver is not installed');
    await signedIn(desk, notices);
    const locker = await startMateScreensaver(desk.env);
    try {
      await locker.lock();
      await sleep(desk, 21 * MINUTE_S);
      await desk.host.untilMenu((labels) => labels.some((label) => /^work · 8 min/.test(label)));
      // Asked again five seconds later: it is still locked.
      await expect.poll(() => locker.questions(), { timeout: 15_000 }).toBeGreaterThan(1);
      expect(notices.count()).toBe(1);
      await locker.unlock();
      await showing(notices, 'work: the sign-in expires in 9 min');
    } finally {
      await locker.stop();
    }
  });
});

test.describe('a sign-in that cannot be refreshed, and the clock changed', () => {
  test.use({ deskOptions: { provider: once } });

  test('two hours forward and back, and almost to its end: the same token, and no notification', async ({
    desk,
    notices,
  }) => {
    await signedIn(desk, notices);
    const token = async () => {
      const { status, body } = await desk.ask('GET', '/v1/profiles/work/token?min_ttl=60');
      expect(status).toBe(200);
      return (body as { access_token: string }).access_token;
    };
    const first = await token();
    for (const seconds of [2 * HOUR_S, -2 * HOUR_S, 25 * MINUTE_S, -25 * MINUTE_S]) {
      await setClock(desk, seconds);
      await resume(desk);
      expect(await token()).toBe(first);
      await desk.host.untilMenu((labels) => labels.some((label) => /^work · 2\d min$/.test(label)), 40_000);
    }
    expect((await desk.ask('GET', '/v1/profiles/work')).body).toMatchObject({ state: 'active' });
    expect(notices.count()).toBe(1);
    expect(desk.provider.traffic.count('device')).toBe(1);
    expect(desk.links()).toEqual([]);
  });
});

test.describe('a sign-in that refreshes automatically', () => {
  test.use({ deskOptions: { provider: renewing } });

  test('that the provider ended is announced once, can be snoozed, and a click signs in', async ({ desk, notices }) => {
    await signedIn(desk, notices);
    desk.provider.endAllSignIns();
    await sleep(desk, HOUR_S);
    await showing(notices, 'work: sign in again');
    await nothingMore(desk, notices, 'work: sign in again');
    await desk.host.press('work', 'Remind me in 10 min');
    await showing(notices);
    await sleep(desk, 10 * MINUTE_S);
    await showing(notices, 'work: sign in again');
    const page = await desk.window(async () => notices.click(notices.shown()[0]?.id ?? 0));
    await expect(code(page)).toBeVisible();
    await expect.poll(() => desk.links().length).toBe(1);
  });

  test('two hours asleep without a network: offline, no notification, and fresh again afterwards', async ({
    desk,
    notices,
  }) => {
    await signedIn(desk, notices);
    const fine = await desk.host.icon();
    await desk.provider.pause();
    await sleep(desk, 2 * HOUR_S);
    await desk.host.untilMenu((labels) => labels.includes('work · expired, offline'));
    expect((await desk.host.icon()).fingerprint).not.toBe(fine.fingerprint);
    expect(await desk.host.tooltip()).toBe('Latchkey: a provider cannot be reached; trying again');
    expect((await desk.ask('GET', '/v1/status')).body).toMatchObject({ overall: 'offline' });
    expect(notices.count()).toBe(1);
    await desk.provider.resume();
    await resume(desk);
    await desk.host.untilMenu((labels) => labels.some((label) => /^work · (50 min|1 h)$/.test(label)));
    expect((await desk.host.icon()).fingerprint).toBe(fine.fingerprint);
    expect(notices.count()).toBe(1);
    expect(desk.provider.traffic.count('device')).toBe(1);
    expect(desk.links()).toEqual([]);
  });

  test('the clock set two hours forward and back costs neither sign-in nor notification', async ({ desk, notices }) => {
    await signedIn(desk, notices);
    for (const seconds of [2 * HOUR_S, -2 * HOUR_S, -2 * HOUR_S, 2 * HOUR_S]) {
      await setClock(desk, seconds);
      const { status } = await desk.ask('GET', '/v1/profiles/work/token?min_ttl=60');
      expect(status).toBe(200);
      await desk.host.untilMenu((labels) => labels.some((label) => /^work · (5\d min|1 h)$/.test(label)), 40_000);
    }
    const { body } = await desk.ask('GET', '/v1/profiles/work');
    expect(body).toMatchObject({ state: 'active' });
    expect(notices.count()).toBe(1);
    expect(desk.provider.traffic.count('device')).toBe(1);
    expect(desk.links()).toEqual([]);
  });
});

test('a waiting code is announced without the code; a click shows it, and no browser opens', async ({
  desk,
  notices,
}) => {
  await desk.start();
  await desk.addProfile('work');
  const { body } = await desk.ask('POST', '/v1/profiles/work/sign-in', { flow: 'device', open_browser: false });
  const { user_code } = (body as { sign_in: { user_code: string } }).sign_in;
  await showing(notices, 'work: a sign-in is waiting for you');
  expect(JSON.stringify(notices.shown())).not.toContain(user_code);
  await nothingMore(desk, notices, 'work: a sign-in is waiting for you');
  const page = await desk.window(async () => notices.click(notices.shown()[0]?.id ?? 0));
  await expect(code(page)).toHaveText(user_code);
  await showing(notices);
  await page.close();
  await nothingMore(desk, notices);
  expect(desk.links()).toEqual([]);
});

test('a restarted panel has the icon again, with its menu', async ({ desk }) => {
  await desk.start();
  await desk.addProfile('work');
  desk.host.close();
  const panel = await startTrayHost(String(desk.env['DBUS_SESSION_BUS_ADDRESS']));
  await panel.untilItem();
  await panel.untilMenu((labels) => labels.includes('work · sign in'));
  panel.close();
});

test.describe('where no tray is shown', () => {
  test.use({ deskOptions: { provider: renewing, tray: false } });

  test('a panel that starts later, as at a login, then has the icon', async ({ desk }) => {
    await desk.start('--hidden');
    await desk.addProfile('work');
    const panel = await startTrayHost(String(desk.env['DBUS_SESSION_BUS_ADDRESS']));
    await panel.untilItem();
    await panel.untilMenu((labels) => labels.includes('work · sign in'));
    expect(await panel.tooltip()).toBe('Latchkey');
    panel.close();
  });

  test('desktops 7: a link to a profile shows that profile, and the note with it', async ({ desk }) => {
    await desk.start('--hidden');
    await desk.addProfile('work');
    const page = await desk.window(async () => void expect(startAgain(desk, 'latchkey://profile/work')).toBe(0));
    await expect(page.getByText('This desktop does not seem to show tray icons.')).toBeVisible();
    await expect(page.getByRole('heading', { name: 'work' })).toBeVisible();
  });

  test('the window and the first close say so once, and a second start shows the window', async ({ desk, notices }) => {
    const first = await desk.start().then((app) => app.firstWindow());
    await expect(first.getByText('This desktop does not seem to show tray icons.')).toBeVisible();
    await picture(first, 'no-tray');
    await first.close();
    await showing(notices, 'Latchkey keeps running');
    expect((await desk.ask('GET', '/v1/status')).status).toBe(200);
    await desk.addProfile('work');

    const page = await desk.window(async () => void expect(startAgain(desk)).toBe(0));
    await expect(page.getByText('work', { exact: true }).first()).toBeVisible();
    await expect(page.getByText('This desktop does not seem to show tray icons.')).toHaveCount(0);
    await page.close();
    await desk.ask('GET', '/v1/status');
    expect(notices.count()).toBe(1);

    // Even with profiles, a start by a person shows something.
    const ended = desk.app().waitForEvent('close');
    await desk
      .app()
      .evaluate(({ app }) => app.quit())
      .catch(() => {});
    await ended;
    const again = await desk.start().then((app) => app.firstWindow());
    await expect(again.getByText('work', { exact: true }).first()).toBeVisible();
  });
});
