/**
 * Pictures of every state of the window, light and dark, at scale 1 and 2, narrow, wide, enlarged and with more
 * contrast, into reports/screenshots/; look at them. `node scripts/build.mjs --dev test/renderer/pictures/screenshots.ts && node dist/dev/pictures-screenshots.js [state [shot]]`
 * Both are parts of names; `'' zh` takes every state in Chinese.
 */
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Browser, BrowserContextOptions } from 'playwright';
import { TAGS, type Tag } from '../../../src-shared/language-tags.ts';
import { launchChromium } from '../../support/page/chromium.ts';
import { FakePageServer } from '../../support/page/fake-page-server.ts';
import { view } from '../../support/page/views.ts';
import { inLanguage } from '../stage/in-language.ts';
import { reach } from '../stage/reach.ts';
import { STATES } from '../stage/states.ts';

const folder = resolve('reports/screenshots');

interface Shot {
  readonly suffix: string;
  readonly options: BrowserContextOptions;
  /** Undefined: English. */
  readonly language?: Exclude<Tag, 'en'>;
}

const USUAL = { width: 420, height: 640 };
/** Enlarged to 200 %: half as many CSS pixels, each twice as large. */
const ENLARGED = { deviceScaleFactor: 2, viewport: { width: 210, height: 320 } };

const ENGLISH: readonly Shot[] = (['light', 'dark'] as const).flatMap((colorScheme) => [
  ...[1, 2].map((scale) => ({
    suffix: `${colorScheme}@${scale}x`,
    options: { colorScheme, deviceScaleFactor: scale, viewport: USUAL },
  })),
  { suffix: `${colorScheme}-320`, options: { colorScheme, viewport: { width: 320, height: 640 } } },
  { suffix: `${colorScheme}-zoom200`, options: { colorScheme, ...ENLARGED } },
  { suffix: `${colorScheme}-1100`, options: { colorScheme, viewport: { width: 1100, height: 760 } } },
  { suffix: `${colorScheme}-contrast`, options: { colorScheme, contrast: 'more', viewport: USUAL } },
]);

const TRANSLATED: readonly Shot[] = TAGS.filter((tag) => tag !== 'en').flatMap((language) => [
  { suffix: `${language}-360`, language, options: { locale: language, viewport: { width: 360, height: 640 } } },
  { suffix: `${language}-dark`, language, options: { locale: language, colorScheme: 'dark', viewport: USUAL } },
  { suffix: `${language}-zoom200`, language, options: { locale: language, ...ENLARGED } },
]);

const SHOTS = [...ENGLISH, ...TRANSLATED];

/** Resolves to the number of pictures. */
export async function takeAll(only = '', onlyShots = ''): Promise<number> {
  mkdirSync(folder, { recursive: true });
  const fake = await FakePageServer.start(view([]));
  const browser = await launchChromium();
  try {
    let taken = 0;
    for (const shot of SHOTS.filter(({ suffix }) => suffix.includes(onlyShots))) {
      taken += await takeShot(browser, fake, shot, only);
    }
    return taken;
  } finally {
    await browser.close();
    await fake.stop();
  }
}

async function takeShot(browser: Browser, fake: FakePageServer, shot: Shot, only: string): Promise<number> {
  const context = await browser.newContext({ ...shot.options, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const driven = shot.language === undefined ? page : inLanguage(page, shot.language);
  const states = STATES.filter(({ name }) => name.includes(only));
  for (const state of states) {
    await reach(driven, fake, state);
    await page.screenshot({ path: `${folder}/${state.name}.${shot.suffix}.png` });
  }
  await context.close();
  return states.length;
}

console.log(`${await takeAll(process.argv[2], process.argv[3])} pictures in reports/screenshots`);
