/**
 * What the window costs with 20 profiles: the time from "Open Latchkey" in the tray to the list on the screen, and memory
 * before, with, and after the window. Electron loads a small watcher with the program (`-r`), unknown to the product.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Desktop, electronHere, NO_ELECTRON, settle, startDesktop } from '../desktop.ts';
import { pssMib } from '../processes.ts';
import { rounded, spread } from '../statistics.ts';
import type { Row, Topic } from '../topic.ts';

const PROFILES = 20;
const OPENINGS = 10;
const PATIENCE_MS = 30_000;

/** In the page: the time, in ms since the epoch, at which the frame with the whole list was passed to the screen. */
const UNTIL_PAINTED = `new Promise((done) => {
  const look = () => {
    if (document.querySelectorAll('.row').length < ${PROFILES}) return false;
    requestAnimationFrame(() => requestAnimationFrame(() => done(performance.timeOrigin + performance.now())));
    return true;
  };
  if (look()) return;
  const observer = new MutationObserver(() => look() && observer.disconnect());
  observer.observe(document, { childList: true, subtree: true });
})`;

/** In Electron's main process: writes that time to a file next to itself, and closes the window when another file asks for it. */
const WATCHER = `
  const { existsSync, rmSync, renameSync, writeFileSync } = require('node:fs');
  const { app } = require('electron');
  const at = (name) => require('node:path').join(__dirname, name);
  app.on('browser-window-created', (event, window) => {
    window.webContents.once('dom-ready', async () => {
      const painted = await window.webContents.executeJavaScript(${JSON.stringify(UNTIL_PAINTED)});
      writeFileSync(at('part'), String(painted));
      renameSync(at('part'), at('painted'));
    });
    const wait = setInterval(() => {
      if (!existsSync(at('close'))) return;
      clearInterval(wait);
      rmSync(at('close'));
      window.close();
    }, 100);
  });
`;

async function until(what: string, holds: () => boolean): Promise<void> {
  const giveUpMs = Date.now() + PATIENCE_MS;
  while (!holds()) {
    if (Date.now() > giveUpMs) throw new Error(`timed out waiting until ${what}`);
    await sleep(20);
  }
}

/** Milliseconds from the press to the list. */
async function openOnce(desktop: Desktop, folder: string): Promise<number> {
  const painted = join(folder, 'painted');
  const pressedMs = performance.timeOrigin + performance.now();
  await desktop.host.press('Open Latchkey');
  await until('the list is painted', () => existsSync(painted));
  const tookMs = Number(readFileSync(painted, 'utf8')) - pressedMs;
  rmSync(painted);
  return tookMs;
}

async function close(folder: string): Promise<void> {
  const asked = join(folder, 'close');
  writeFileSync(asked, '');
  await until('the window is closed', () => !existsSync(asked));
  await sleep(1000);
}

async function measure(desktop: Desktop, folder: string, say: (line: string) => void): Promise<Row[]> {
  const row = (what: string): Row => {
    const pids = desktop.pids();
    return { what, processes: pids.length, pss_mib: rounded(pssMib(pids), 1), first_ms: '', p50_ms: '', most_ms: '' };
  };
  const before = row('before the window is opened');
  const times: number[] = [];
  for (let n = 1; n < OPENINGS; n += 1) {
    times.push(await openOnce(desktop, folder));
    await close(folder);
  }
  say('with the window open');
  times.push(await openOnce(desktop, folder));
  await settle();
  const open = row('window open');
  await close(folder);
  say('with the window closed');
  await settle();
  const [first = Number.NaN] = times;
  const { p50_ms, most_ms } = spread(times.map(Math.round));
  return [before, { ...open, first_ms: Math.round(first), p50_ms, most_ms }, row('after it is closed')];
}

export const window: Topic = {
  name: 'window',
  title: `The window with ${PROFILES} profiles: from the tray to the list, ${OPENINGS} times, and memory (PSS, all processes)`,
  async run(say) {
    const electron = electronHere();
    if (electron === undefined) return [{ what: 'window', pss_mib: NO_ELECTRON }];
    const folder = mkdtempSync(join(tmpdir(), 'latchkey-watcher-'));
    const watcher = join(folder, 'watcher.cjs');
    writeFileSync(watcher, WATCHER);
    say('signing in');
    const desktop = await startDesktop(electron, PROFILES, ['-r', watcher]);
    try {
      return await measure(desktop, folder, say);
    } finally {
      await desktop.dispose();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
