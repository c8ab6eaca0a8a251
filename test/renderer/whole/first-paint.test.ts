/** How soon the window shows something useful, and that nothing moves while it loads: 20 profiles in a real browser. */
import type { CDPSession, Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { view } from '../../support/page/views.ts';
import { many } from '../detail/states.ts';
import { useStage } from '../stage/stage.ts';

const stage = useStage();

/** Milliseconds from the start of the navigation. */
interface Marks {
  readonly listMs: number;
  readonly paintMs: number;
  readonly shifts: number;
  /** How much work the page's thread did, regardless of the rest of the machine. */
  readonly workMs: number;
}

/** Runs before the page's own code. */
const WATCH = `
  window.shifts = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.shifts += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
  new MutationObserver((_, observer) => {
    if (document.querySelectorAll('.row').length < 20) return;
    observer.disconnect();
    window.listMs = performance.now();
    // The frame with the list is on its way to the screen when the next one begins.
    requestAnimationFrame(() => requestAnimationFrame(() => { window.paintMs = performance.now(); }));
  }).observe(document, { childList: true, subtree: true });
`;

async function loaded(page: Page, devtools: CDPSession): Promise<Marks> {
  const worked = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1000;
  };
  await page.goto('about:blank');
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  const beforeMs = await worked();
  await page.goto(stage.fake.url);
  await expect.poll(() => page.evaluate('window.paintMs'), { timeout: 8_000 }).toBeDefined();
  const workMs = (await worked()) - beforeMs;
  // Late layout shifts would have shown by now.
  await page.waitForTimeout(300);
  const marks: Omit<Marks, 'workMs'> = await page.evaluate('({ listMs, paintMs, shifts })');
  return { ...marks, workMs };
}

describe('the first useful paint', () => {
  it('of 20 profiles needs less than 300 ms, and nothing moves', async () => {
    const page = await stage.blank();
    await page.addInitScript({ content: WATCH });
    stage.fake.reset(view(many(20), { overall: 'needs-you' }));
    const devtools = await page.context().newCDPSession(page);
    const all: Marks[] = [];
    for (let run = 0; run < 5; run += 1) all.push(await loaded(page, devtools));
    const told = all
      .map(({ listMs, paintMs, workMs }) => [listMs, paintMs, workMs].map(Math.round).join('/'))
      .join(' ');
    console.log(`      list drawn/painted, ms after the navigation, and ms of work: ${told}`);
    expect(all.map(({ shifts }) => shifts)).toEqual([0, 0, 0, 0, 0]);
    // Wall time depends on how busy the machine is; with a processor to itself, the page needs at most this long.
    expect(Math.min(...all.map(({ workMs }) => workMs))).toBeLessThan(300);
  });
});
