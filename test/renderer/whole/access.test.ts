/** Every state of the window for everyone: axe in light, dark and forced colors, no sideways scrolling, and keyboard only. */
import type { Page } from 'playwright';
import { beforeAll, describe, expect, it } from 'vitest';
import { profile, signedOut, signIn, view, withSignIn } from '../../support/page/views.ts';
import { AXE, OF_COLOUR, tooWide, violations } from '../stage/inspect.ts';
import { reach } from '../stage/reach.ts';
import { useStage } from '../stage/stage.ts';
import { STATES } from '../stage/states.ts';

const stage = useStage();

const LOOKS = [
  { colorScheme: 'dark', forcedColors: 'none' },
  { colorScheme: 'dark', forcedColors: 'active' },
  { colorScheme: 'light', forcedColors: 'active' },
] as const;

describe('axe finds nothing in light, dark and forced colors, and nothing is cut at 320 pixels and at 200 %', () => {
  let page: Page;
  beforeAll(async () => {
    page = await stage.kept({ reducedMotion: 'reduce' });
    // Like the debugger adds it: the page's own policy stays as it is.
    await page.addInitScript({ path: AXE });
  });

  it.each(STATES)('$name', async (state) => {
    await page.setViewportSize({ width: 420, height: 640 });
    await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none' });
    await reach(page, stage.fake, state);
    expect(await violations(page)).toEqual([]);
    for (const look of LOOKS) {
      await page.emulateMedia(look);
      expect(await violations(page, OF_COLOUR), JSON.stringify(look)).toEqual([]);
    }
    // The second is a window of 420 by 640 at 200 %, which has half as many CSS pixels.
    for (const [width, height] of [
      [320, 640],
      [210, 320],
    ] as const) {
      await page.setViewportSize({ width, height });
      expect(await tooWide(page)).toEqual([]);
    }
  });
});

describe('with the keyboard alone', () => {
  const focused = (page: Page) =>
    page.evaluate(() => {
      const at = document.activeElement;
      return at?.getAttribute('aria-label') ?? at?.getAttribute('name') ?? at?.textContent?.trim() ?? '';
    });
  const press = async (page: Page, ...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };

  it('a profile is added, and the focus comes back', async () => {
    const page = await stage.open(view([profile()]));
    await press(page, 'Tab', 'Enter');
    await expect.poll(() => focused(page)).toBe('name');
    await page.keyboard.type('lab');
    await press(page, 'Tab', 'Tab');
    await page.keyboard.type('https://id.example.net');
    stage.fake.answer('POST /v1/profiles', { status: 201, body: signedOut({ name: 'lab' }) });
    // More settings, Cancel, Add only.
    await press(page, 'Tab', 'Tab', 'Tab', 'Enter');
    await page.getByRole('listitem', { name: 'lab' }).waitFor();
    await expect.poll(() => focused(page)).toBe('Add profile');
  });

  it('a sign-in is started, its code copied, its link opened, and left again', async () => {
    const page = await stage.open(view([signedOut()]));
    stage.fake.answer('POST /v1/profiles/work/sign-in', () => {
      stage.fake.show(withSignIn(signIn()));
      return { status: 202, body: stage.fake.view.profiles[0] };
    });
    await press(page, 'Tab', 'Tab', 'Tab', 'Tab', 'Tab', 'Tab');
    expect(await focused(page)).toBe('Sign in: work');
    await press(page, 'Enter');
    await page.locator('.user-code').waitFor();
    expect(await focused(page)).toBe('Sign in to login.example.com');
    const reached: string[] = [];
    for (let step = 0; step < 5; step += 1) {
      await press(page, 'Tab');
      reached.push(await focused(page));
    }
    expect(reached).toEqual(['Copy code', 'Copy link', 'Open in browser', 'Use the browser instead', 'Cancel sign-in']);
    await press(page, 'Shift+Tab', 'Shift+Tab', 'Space');
    await expect.poll(() => stage.fake.asked('POST /v1/profiles/work/sign-in/open').length).toBe(1);
  });

  it('the menu opens with an arrow, is navigated, and Escape closes it', async () => {
    const page = await stage.open(view([profile()]));
    await press(page, 'Tab', 'Tab', 'Tab', 'Tab', 'Tab', 'ArrowDown');
    await expect.poll(() => focused(page)).toBe('Refresh now');
    await press(page, 'End');
    expect(await focused(page)).toBe('Remove…');
    await press(page, 'ArrowDown', 'ArrowDown');
    expect(await focused(page)).toBe('Sign in again');
    await press(page, 'Escape');
    expect(await focused(page)).toBe('More actions for work');
    expect(await page.getByRole('menu').count()).toBe(0);
  });

  it('Escape closes a dialog and gives the focus back', async () => {
    const page = await stage.open(view([profile()]));
    await press(page, 'Tab', 'Tab', 'Tab', 'Tab', 'Tab', 'ArrowUp');
    await expect.poll(() => focused(page)).toBe('Remove…');
    await press(page, 'Enter');
    await expect.poll(() => focused(page)).toBe('Keep');
    await press(page, 'Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await focused(page)).toBe('More actions for work');
  });

  it('the focus is always visible', async () => {
    const page = await stage.open(view([profile()]));
    await press(page, 'Tab');
    const outline = await page.evaluate(() => {
      const style = getComputedStyle(document.activeElement ?? document.body);
      return `${style.outlineStyle} ${style.outlineWidth}`;
    });
    expect(outline).toBe('solid 2px');
  });
});
