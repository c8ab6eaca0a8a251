/**
 * A program wants a token and the person is asked, on the real Electron with a real keychain, provider and tool: in the
 * window, in the tray over D-Bus and in a desktop notification.
 */
import { execFile, execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { expect } from 'playwright/test';
import { type NoticeHost, startNoticeHost } from '../../support/session-bus/notice-host.ts';
import { startScreenSaver } from '../../support/session-bus/screen-saver.ts';
import { type Desk, ROOT, test } from '../support/desk.ts';
import { picture } from '../support/picture.ts';

const CLI = join(ROOT, 'dist/latchkey.cjs');

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** An executable of its own that runs `latchkey token work` as a child, as terraform would through its settings. */
function program(desk: Desk, name = 'terraform'): { path: string; run(): Promise<Ended> } {
  const folder = join(String(desk.env['HOME']), 'bin');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  copyFileSync(execFileSync('which', ['timeout'], { encoding: 'utf8' }).trim(), path);
  const run = () =>
    new Promise<Ended>((resolve) => {
      execFile(path, ['100', process.execPath, CLI, 'token', 'work'], { env: desk.env }, (error, out, err) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
      });
    });
  return { path, run };
}

async function prepare(desk: Desk): Promise<NoticeHost> {
  const notices = await startNoticeHost(String(desk.env['DBUS_SESSION_BUS_ADDRESS']));
  await desk.start();
  await desk.addProfile('work');
  await desk.signIn('work');
  const { status } = await desk.ask('PATCH', '/v1/profiles/work', { uses: { ask: 'new' } });
  expect(status).toBe(200);
  return notices;
}

const QUESTION = 'terraform wants to use work';
const question = (page: Page) => page.locator('dialog.ask');
const answerIn = (page: Page, name: string) => question(page).getByRole('button', { name, exact: true }).click();
const asked = (labels: string[]) => labels.includes(QUESTION);
const quiet = (labels: string[]) => !asked(labels);

/** The question must have been in the menu for a second. */
async function pressInTray(desk: Desk, answer: string): Promise<void> {
  await expect(async () => {
    await desk.host.press(QUESTION, answer);
    await desk.host.untilMenu(quiet, 500);
  }).toPass();
}

async function isGood(desk: Desk, token: string): Promise<boolean> {
  const headers = { authorization: `Bearer ${token.trim()}` };
  return (await fetch(`${desk.provider.issuer}/me`, { headers })).status === 200;
}

test('Once in the window: it is asked in window, tray and notification, and the token goes through', async ({
  desk,
}) => {
  const notices = await prepare(desk);
  const terraform = program(desk);
  let ended: Promise<Ended> | undefined;
  const page = await desk.window(async () => {
    ended = terraform.run();
  });
  await expect(question(page).getByRole('heading')).toHaveText(QUESTION);
  await expect(question(page)).toContainText(terraform.path);
  await expect(question(page)).toContainText(/terraform\s*←/);
  const labels = await desk.host.untilMenu(asked);
  expect(labels[0]).toBe(QUESTION);
  expect(await desk.host.tooltip()).toBe(`Latchkey: ${QUESTION}`);
  await expect.poll(() => notices.shown().map(({ title }) => title)).toEqual([QUESTION]);
  expect(notices.shown()[0]?.body).toContain(terraform.path);
  expect(notices.shown()[0]?.actions).toEqual(['default']);
  const onTop = () =>
    desk.app().evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((one) => one.isAlwaysOnTop()));
  expect(await onTop()).toEqual([true]);
  await picture(page, 'ask');

  const gone = page.waitForEvent('close');
  await answerIn(page, 'Once');
  const { code, out } = (await ended) ?? { code: -1, out: '' };
  expect(code).toBe(0);
  expect(await isGood(desk, out)).toBe(true);
  await desk.host.untilMenu(quiet);
  await expect.poll(() => notices.shown()).toEqual([]);
  // It was open only for the question.
  await gone;
  notices.close();
});

test('No in the tray: exit code 8, and the tool says why', async ({ desk }) => {
  const notices = await prepare(desk);
  const ended = program(desk).run();
  await desk.host.untilMenu(asked);
  await pressInTray(desk, 'No');
  const { code, out, err } = await ended;
  expect([code, out]).toEqual([8, '']);
  expect(err).toContain('terraform was not allowed to use work');
  await expect.poll(() => notices.shown()).toEqual([]);
  notices.close();
});

test('a click on the notification leads to the question; a window that was open stays open', async ({ desk }) => {
  const notices = await prepare(desk);
  const page = await desk.window(() => desk.host.press('Open Latchkey'));
  const ended = program(desk).run();
  await expect(question(page)).toBeVisible();
  await expect.poll(() => notices.shown().length).toBe(1);
  await desk.app().evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
  notices.click(notices.shown()[0]?.id ?? 0);
  await expect
    .poll(() => desk.app().evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible()))
    .toBe(true);
  await answerIn(page, 'No');
  expect((await ended).code).toBe(8);
  await expect(question(page)).toHaveCount(0);
  await page.waitForTimeout(1_500);
  expect(page.isClosed()).toBe(false);
  notices.close();
});

test('Always is remembered for the program, shown in the window, and can be undone there', async ({ desk }) => {
  const notices = await prepare(desk);
  const terraform = program(desk);
  const first = terraform.run();
  await desk.host.untilMenu(asked);
  await pressInTray(desk, 'Always for this program');
  expect((await first).code).toBe(0);
  expect(await terraform.run()).toMatchObject({ code: 0, err: '' });
  const { body } = await desk.ask('GET', '/v1/profiles/work');
  expect(body?.['allowed']).toEqual([{ program: terraform.path }]);
  expect(notices.shown()).toEqual([]);
  // The window was open only for the question.
  await expect.poll(() => desk.app().windows().length).toBe(0);

  const page = await desk.window(() => desk.host.press('Open Latchkey'));
  await page.getByRole('button', { name: 'More actions for work' }).click();
  await page.getByRole('menuitem', { name: 'Programs…' }).click();
  await expect(page.getByRole('dialog')).toContainText(terraform.path);
  await picture(page, 'programs');
  await page.getByRole('button', { name: 'Forget terraform for the access token' }).click();
  await expect(page.getByText('No programs remembered yet.')).toBeVisible();
  const again = terraform.run();
  await expect(question(page)).toBeVisible();
  await expect(question(page).getByRole('button', { name: 'No' })).toBeEnabled();
  await page.keyboard.press('Escape');
  expect((await again).code).toBe(8);
  notices.close();
});

/** Time runs faster in the desktop's own process: its wall clock, its monotonic clock and its timers alike. */
async function hurry(desk: Desk, times: number): Promise<void> {
  await desk.app().evaluate((_electron, factor) => {
    const [wall, monotonic, timer] = [Date.now.bind(Date), performance.now.bind(performance), setTimeout];
    const [wallMs, monotonicMs] = [wall(), monotonic()];
    Date.now = () => wallMs + (wall() - wallMs) * factor;
    performance.now = () => monotonicMs + (monotonic() - monotonicMs) * factor;
    globalThis.setTimeout = ((run: () => void, ms = 0) => timer(run, ms / factor)) as typeof setTimeout;
  }, times);
}

test('a question left unanswered for a minute is denied', async ({ desk }) => {
  const notices = await prepare(desk);
  await hurry(desk, 10);
  const ended = program(desk).run();
  await desk.host.untilMenu(asked);
  const { code, out, err } = await ended;
  expect([code, out]).toEqual([8, '']);
  expect(err).toContain('No one answered in time');
  await desk.host.untilMenu(quiet);
  await expect.poll(() => notices.shown()).toEqual([]);
  notices.close();
});

test('two programs at once: one question after the other, each with its own answer', async ({ desk }) => {
  const notices = await prepare(desk);
  const [terraform, packer] = [program(desk), program(desk, 'packer')];
  let first: Promise<Ended> | undefined;
  const page = await desk.window(async () => {
    first = terraform.run();
    await desk.host.untilMenu(asked);
  });
  const second = packer.run();
  await expect(question(page)).toContainText('1 of 2');
  await picture(page, 'ask-two');
  await answerIn(page, 'No');
  await expect(question(page).getByRole('heading')).toHaveText('packer wants to use work');
  await answerIn(page, 'Once');
  expect((await first)?.code).toBe(8);
  expect((await second).code).toBe(0);
  notices.close();
});

test('locked from the tray, nothing is issued until the passphrase is entered', async ({ desk }) => {
  await desk.start();
  await desk.addProfile('work');
  await desk.signIn('work');
  const terraform = program(desk);
  // First in an existing window, then in a new one.
  const page = await desk.window(() => desk.host.press('Open Latchkey'));
  await expect(page.getByRole('button', { name: 'More actions for work' })).toBeVisible();
  await desk.host.press('Lock…');
  await picture(page, 'lock');
  await page.getByLabel('Passphrase', { exact: true }).fill('correct horse');
  await page.getByLabel('Repeat passphrase').fill('correct horse');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Latchkey is locked' })).toBeVisible();
  await picture(page, 'locked');
  await desk.host.untilMenu((labels) => labels.includes('Unlock…'));
  expect(await desk.host.tooltip()).toBe('Latchkey is locked');
  const refused = await terraform.run();
  expect([refused.code, refused.out]).toEqual([8, '']);
  expect(refused.err).toContain('locked');

  await page.close();
  const back = await desk.window(() => desk.host.press('Unlock…'));
  await back.getByLabel('Passphrase', { exact: true }).fill('wrong');
  await back.keyboard.press('Enter');
  await expect(back.getByText('The passphrase is not the one')).toBeVisible();
  await back.getByLabel('Passphrase', { exact: true }).fill('correct horse');
  await back.keyboard.press('Enter');
  await expect(back.getByRole('listitem', { name: 'work' })).toBeVisible();
  expect((await terraform.run()).code).toBe(0);

  await back.close();
  const anew = await desk.window(() => desk.host.press('Lock…'));
  await expect(anew.getByRole('dialog').getByRole('heading', { name: 'Lock Latchkey' })).toBeVisible();
});

test('while the screen is locked, no notification says who asks for what', async ({ desk }) => {
  const screen = await startScreenSaver(String(desk.env['DBUS_SESSION_BUS_ADDRESS']));
  const notices = await prepare(desk);
  screen.lock();
  const state = () => desk.app().evaluate(({ powerMonitor }) => powerMonitor.getSystemIdleState(1_000_000));
  await expect.poll(state).toBe('locked');
  let ended: Promise<Ended> | undefined;
  const page = await desk.window(async () => {
    ended = program(desk).run();
  });
  await expect(question(page).getByRole('heading')).toHaveText(QUESTION);
  expect(notices.ever().filter(({ title }) => title.includes('terraform'))).toEqual([]);
  await answerIn(page, 'No');
  expect((await ended)?.code).toBe(8);
  screen.close();
  notices.close();
});
