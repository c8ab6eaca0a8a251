/** Debian's Chromium, driven by Playwright, for the page outside Electron. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright';

/** Where there is the one without any window, it is a fifth faster. */
const PROGRAMS = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'];

export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['LATCHKEY_TEST_CHROMIUM'] ?? PROGRAMS.find(existsSync) ?? PROGRAMS.at(-1),
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
