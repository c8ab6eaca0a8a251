/** Debian's Chromium, driven by Playwright, for the page outside Electron. */
import { type Browser, chromium } from 'playwright';

export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['LATCHKEY_TEST_CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
