/** What can be checked on any page: what axe finds, what overflows sideways, and what a person reads. */
import { createRequire } from 'node:module';
import type { Page } from 'playwright';

/** Added to a page the way the debugger does it, so that the page's own policy stays as it is. */
export const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
  }[];
}

/** What depends only on colors: the rest of a page is the same in each of its looks. */
export const OF_COLOUR = ['color-contrast', 'link-in-text-block'];

export async function violations(page: Page, runOnly?: readonly string[]): Promise<string[]> {
  const options = JSON.stringify({ resultTypes: ['violations'], ...(runOnly && { runOnly }) });
  const result: AxeResult = await page.evaluate(`axe.run(document, ${options})`);
  return result.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`),
  );
}

/** What overflows the window sideways, by class. */
export const tooWide = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const inside = (element: Element) => {
      const box = element.getBoundingClientRect();
      return box.width === 0 || (box.left >= 0 && box.right <= width + 0.5);
    };
    const seen = [...document.querySelectorAll('body *:not(.visually-hidden)')].filter((one) => !inside(one));
    const scrolls = document.documentElement.scrollWidth > width ? ['the page scrolls sideways'] : [];
    return [...scrolls, ...seen.map((element) => `${element.tagName}.${element.className}`)];
  });

/** Every text and every name for a screen reader, except what is marked as English or code. */
export const textsOf = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const apart = '[lang=en]:not(html), code, script, style';
    const named = [...document.querySelectorAll('[aria-label], [title], [placeholder]')].flatMap((element) =>
      element.closest(apart)
        ? []
        : ['aria-label', 'title', 'placeholder'].map((name) => element.getAttribute(name) ?? ''),
    );
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts: string[] = [];
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      if (!node.parentElement?.closest(apart)) texts.push(node.textContent ?? '');
    }
    return [...named, ...texts].map((text) => text.trim()).filter((text) => text !== '');
  });

/** The visible lines of the first such element. */
export const linesOf = (page: Page, selector: string): Promise<string[]> =>
  page
    .locator(selector)
    .first()
    .evaluate((element) => {
      const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      const lines: { bottom: number; text: string }[] = [];
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        const text = node.textContent ?? '';
        for (let at = 0; at < text.length; at += 1) {
          const range = document.createRange();
          range.setStart(node, at);
          range.setEnd(node, at + 1);
          const { bottom, width } = range.getBoundingClientRect();
          if (width === 0) continue;
          const line = lines.at(-1);
          if (line !== undefined && Math.abs(line.bottom - bottom) < 4) line.text += text[at];
          else lines.push({ bottom, text: text[at] ?? '' });
        }
      }
      return lines.map(({ text }) => text);
    });
