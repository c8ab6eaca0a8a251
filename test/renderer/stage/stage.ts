/** A browser, a page and a fake agent for a test file; errors and policy violations in the page fail the test. */
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { View } from '../../../src-main/api/types.ts';
import { launchChromium } from '../../support/page/chromium.ts';
import { FakePageServer } from '../../support/page/fake-page-server.ts';
import { view } from '../../support/page/views.ts';

export interface Stage {
  fake: FakePageServer;
  /** A new window that shows this View. */
  open(start: View, options?: BrowserContextOptions): Promise<Page>;
  /** A window that is still empty and stays for the whole file. */
  kept(options: BrowserContextOptions): Promise<Page>;
  /** A new window that is still empty. */
  blank(options?: BrowserContextOptions): Promise<Page>;
}

export const WINDOW = { width: 420, height: 640 };

export function useStage(): Stage {
  let browser: Browser;
  let contexts: BrowserContext[] = [];
  let complaints: string[] = [];
  let usual: Page | undefined;
  const stage = {
    async blank(options: BrowserContextOptions = {}): Promise<Page> {
      const context = await browser.newContext({ viewport: WINDOW, ...options });
      contexts.push(context);
      const page = await context.newPage();
      page.setDefaultTimeout(8_000);
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (message) => {
        if (/Content Security Policy|Refused to/.test(message.text())) complaints.push(message.text());
      });
      return page;
    },
    async kept(options: BrowserContextOptions): Promise<Page> {
      const page = await stage.blank(options);
      contexts = contexts.filter((context) => context !== page.context());
      return page;
    },
    async open(start: View, options?: BrowserContextOptions): Promise<Page> {
      const page = options === undefined ? await usualPage() : await stage.blank(options);
      stage.fake.reset(start);
      await page.goto(stage.fake.url);
      await page.locator('.row, .blank, .panel').first().waitFor();
      return page;
    },
  } as Stage;

  /** A fresh document in the same window: a new window costs a second on a busy machine. */
  const usualPage = async (): Promise<Page> => {
    usual ??= await stage.kept({});
    // Requests from the former document do not reach the next agent.
    await usual.goto('about:blank');
    return usual;
  };

  beforeAll(async () => {
    [browser, stage.fake] = await Promise.all([launchChromium(), FakePageServer.start(view([]))]);
  });
  afterEach(async () => {
    await Promise.all(contexts.map((context) => context.close()));
    const found = complaints;
    contexts = [];
    complaints = [];
    expect(found).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    await stage.fake.stop();
  });
  return stage;
}
