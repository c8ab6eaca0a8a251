/** Debian's Chromium, driven by Playwright, for the page outside Electron. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright';

/** Where there is the one without any window, it is a fifth faster. */
const WINDOWLESS = '/usr/bin/chromium-headless-shell';
const program = () => (existsSync(WINDOWLESS) ? WINDOWLESS : '/usr/bin/chromium');

export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['LATCHKEY_TEST_CHROMIUM'] ?? program(),
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
