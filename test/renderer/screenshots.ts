/**
 * Pictures of every state of the window, light and dark, at scale 1 and 2, narrow and enlarged, into reports/screenshots/;
 * look at them. `node scripts/build.mjs --dev test/renderer/screenshots.ts && node dist/dev/renderer-screenshots.js [name]`
 */
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Browser, BrowserContextOptions } from 'playwright';
import { launchChromium } from '../support/chromium.ts';
import { FakePageServer } from '../support/fake-page-server.ts';
import { view } from '../support/page-views.ts';
import { reach } from './reach.ts';
import { STATES } from './states.ts';

const folder = resolve('reports/screenshots');

interface Shot {
  readonly suffix: string;
  readonly options: BrowserContextOptions;
}

const SHOTS: readonly Shot[] = (['light', 'dark'] as const).flatMap((colorScheme) => [
  ...[1, 2].map((scale) => ({
    suffix: `${colorScheme}@${scale}x`,
    options: { colorScheme, deviceScaleFactor: scale, viewport: { width: 420, height: 640 } },
  })),
  { suffix: `${colorScheme}-320`, options: { colorScheme, viewport: { width: 320, height: 640 } } },
  {
    // Enlarged to 200 %: half as many CSS pixels, each twice as large.
    suffix: `${colorScheme}-zoom200`,
    options: { colorScheme, deviceScaleFactor: 2, viewport: { width: 210, height: 320 } },
  },
]);

export async function takeAll(only = ''): Promise<number> {
  mkdirSync(folder, { recursive: true });
  const fake = await FakePageServer.start(view([]));
  const browser = await launchChromium();
  try {
    for (const shot of SHOTS) await takeShot(browser, fake, shot, only);
  } finally {
    await browser.close();
    await fake.stop();
  }
  return SHOTS.length * STATES.length;
}

async function takeShot(browser: Browser, fake: FakePageServer, shot: Shot, only: string): Promise<void> {
  const context = await browser.newContext({ ...shot.options, reducedMotion: 'reduce' });
  const page = await context.newPage();
  for (const state of STATES.filter(({ name }) => name.includes(only))) {
    await reach(page, fake, state);
    await page.screenshot({ path: `${folder}/${state.name}.${shot.suffix}.png` });
  }
  await context.close();
}

console.log(`${await takeAll(process.argv[2])} pictures in reports/screenshots`);
