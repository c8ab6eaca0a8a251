/** A picture of the window of the real desktop, light and dark, into reports/screenshots/; look at them. */
import { mkdirSync } from 'node:fs';
import type { Page } from 'playwright';
import { ROOT } from './desk.ts';

const FOLDER = `${ROOT}/reports/screenshots`;

export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: `${FOLDER}/desktop-${name}-${colorScheme}.png` });
  }
}
