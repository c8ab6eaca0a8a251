/** A small window, or one enlarged to twice its size: names break where a person would break them, and answers stay visible. */
import type { TemplateResult } from 'lit';
import type { Page } from 'playwright';
import { beforeAll, describe, expect, it } from 'vitest';
import { breakable } from '../../../src-renderer/parts/breakable.ts';
import { signedOut, signIn, view, withSignIn } from '../../support/page/views.ts';
import { ASK_STATES } from '../asks/states.ts';
import { inLanguage } from '../stage/in-language.ts';
import { linesOf } from '../stage/inspect.ts';
import { reach } from '../stage/reach.ts';
import { useStage } from '../stage/stage.ts';
import { STATES, type State } from '../stage/states.ts';

const stage = useStage();
/** 420 by 640 at 200 %, and the smallest possible window, at 200 %. */
const ENLARGED = { width: 210, height: 320 };
const SMALLEST = { width: 170, height: 210 };

const stateOf = (name: string): State => {
  const state = STATES.find((one) => one.name === name);
  if (state === undefined) throw new Error(`there is no state ${name}`);
  return state;
};
const buttons = (page: Page) => page.locator('dialog[open]').last().locator(':is(.buttons, .ask-buttons) button');
const all = (page: Page): Promise<string[]> => buttons(page).allInnerTexts();

/** The text of the buttons that are fully visible without scrolling. */
const seen = (page: Page): Promise<string[]> =>
  buttons(page).evaluateAll((found) => {
    const isSeen = (button: Element) => {
      const { left, right, top, bottom } = button.getBoundingClientRect();
      if (left < 0 || top < 0 || right > innerWidth || bottom > innerHeight) return false;
      return [top + 3, bottom - 3].every((y) => button.contains(document.elementFromPoint((left + right) / 2, y)));
    };
    return found.filter(isSeen).map((button) => (button as HTMLElement).innerText);
  });

const pages: Partial<Record<'en' | 'de' | 'zh-CN', Page>> = {};
beforeAll(async () => {
  for (const locale of ['en', 'de', 'zh-CN'] as const) {
    pages[locale] = await stage.kept({ viewport: ENLARGED, locale, reducedMotion: 'reduce' });
  }
});

/** The page in this state and language. */
async function shows(state: State, locale: 'en' | 'de' | 'zh-CN' = 'en', viewport = ENLARGED): Promise<Page> {
  const page = pages[locale];
  if (page === undefined) throw new Error('there is no such page');
  await page.setViewportSize(viewport);
  await reach(locale === 'en' ? page : inLanguage(page, locale), stage.fake, state);
  return page;
}

describe('a name', () => {
  it.each([
    ['the title of a sign-in', withSignIn(signIn()), '#panel-title'],
    ['a profile in the list', view([signedOut({ display_name: 'login.enterprise.example.com' })]), '.row .muted'],
  ])('of a host in %s breaks after a dot, not in a word', async (_where, shown, selector) => {
    const page = await shows({ name: '', view: shown });
    const text = await page.locator(selector).first().innerText();
    const lines = await linesOf(page, selector);
    expect(lines.length).toBeGreaterThan(1);
    const inWord = lines.filter((line, at) => {
      const before = lines[at - 1] ?? '';
      return /\w$/.test(before) && /^\w/.test(line) && text.includes(before.slice(-3) + line.slice(0, 3));
    });
    expect(inWord).toEqual([]);
  });

  it('of a link is never broken between its slashes', () => {
    const { values } = breakable('https://id.example.net');
    expect([values[0], ...[values[1]].flat().map((part) => (part as TemplateResult).values[0])]).toEqual([
      'https://',
      'id.',
      'example.',
      'net',
    ]);
  });

  it('of a profile is not broken if it fits on a line', async () => {
    const needed = ['client-5', 'lab-14'].map((name) => signedOut({ name, state: 'needs-sign-in' }));
    const page = await shows({ name: '', view: view(needed, { overall: 'needs-you' }) }, 'de');
    await page.setViewportSize({ width: 250, height: 640 });
    const lines = await linesOf(page, 'h1');
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.filter((line) => line.endsWith('-'))).toEqual([]);
  });
});

describe('the answers to a question are visible at once', () => {
  const asks = ASK_STATES.filter(({ name }) => name.startsWith('ask'));

  it.each(asks)('$name', async (state) => {
    for (const viewport of [ENLARGED, SMALLEST]) {
      const page = await shows(state, 'en', viewport);
      expect(await seen(page)).toEqual(await all(page));
    }
  });

  it.each(['de', 'zh-CN'] as const)('in %s', async (locale) => {
    const page = await shows(stateOf('ask-machine'), locale);
    expect(await all(page)).toHaveLength(3);
    expect(await seen(page)).toEqual(await all(page));
  });

  it('and the details above them can be read to the end', async () => {
    const page = await shows(stateOf('ask-long'));
    await page.locator('dialog.ask').evaluate((dialog) => dialog.scrollTo(0, dialog.scrollHeight));
    const help = await page.locator('.ask-help').boundingBox();
    const row = await page.locator('.ask-buttons').boundingBox();
    if (help === null || row === null) throw new Error('one of them is not shown');
    expect(help.y).toBeGreaterThanOrEqual(0);
    expect(help.y + help.height).toBeLessThanOrEqual(row.y);
  });
});

describe('in another dialog', () => {
  /** Dialogs with three buttons, which are stacked, have them at the end: a form needs the room. */
  const DIALOGS = ['remove', 'lock', 'keys', 'programs', 'form-edit', 'form-edit-hydra'];

  const underButtons = (page: Page): Promise<string> =>
    page.evaluate(() => {
      const at = document.activeElement;
      const row = document.querySelector('dialog[open] .buttons');
      if (!at || !row || at.contains(row) || row.contains(at)) return '';
      return at.getBoundingClientRect().bottom > row.getBoundingClientRect().top ? at.outerHTML.slice(0, 120) : '';
    });

  it.each(DIALOGS)('%s: the buttons are visible, and do not cover the focus', async (name) => {
    for (const locale of ['en', 'de'] as const) {
      const page = await shows(stateOf(name), locale);
      expect(await seen(page)).toEqual(await all(page));
      for (let step = 0; step < 8; step += 1) {
        await page.keyboard.press('Tab');
        expect(await underButtons(page), locale).toBe('');
      }
    }
  });
});
