/** For people who prefer more contrast or less motion: text at 7 to 1 (WCAG 2.2, 1.4.6), and nothing that spins or slides. */
import { describe, expect, it } from 'vitest';
import { AXE } from '../stage/inspect.ts';
import { reach } from '../stage/reach.ts';
import { useStage } from '../stage/stage.ts';
import { STATES } from '../stage/states.ts';

const stage = useStage();
const SEEN = [
  'list-needs-you',
  'list-offline',
  'detail',
  'detail-offline',
  'palette-typed',
  'keys',
  'sign-in-waiting',
  'remove',
];

interface Found {
  readonly violations: readonly {
    readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
  }[];
}

describe.each(['light', 'dark'] as const)('more contrast, %s', (colorScheme) => {
  it('every text has a contrast of 7 to 1', async () => {
    const page = await stage.blank({ colorScheme, contrast: 'more', reducedMotion: 'reduce' });
    await page.addInitScript({ path: AXE });
    for (const state of STATES.filter(({ name }) => SEEN.includes(name))) {
      await reach(page, stage.fake, state);
      const found: Found = await page.evaluate(
        'axe.run(document, { runOnly: ["color-contrast-enhanced"], rules: { "color-contrast-enhanced": { enabled: true } } })',
      );
      const told = found.violations.flatMap(({ nodes }) =>
        nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`),
      );
      expect(told, state.name).toEqual([]);
    }
  });
});

describe('less motion', () => {
  it('stops what spins and slides', async () => {
    const page = await stage.blank({ reducedMotion: 'reduce' });
    for (const state of STATES.filter(({ name }) => ['sign-in-preparing', 'list-fresh', 'detail'].includes(name))) {
      await reach(page, stage.fake, state);
      const moving = await page.evaluate(() =>
        [...document.querySelectorAll('body *')]
          .filter((element) => {
            const { animationName, transitionDuration } = getComputedStyle(element);
            return animationName !== 'none' || Number.parseFloat(transitionDuration) > 0;
          })
          .map((element) => element.outerHTML.slice(0, 80)),
      );
      expect(moving, state.name).toEqual([]);
    }
  });
});
