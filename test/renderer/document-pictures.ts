/**
 * The pictures of the window in README.md, light and dark, into docs/images/. They show the real page with made-up
 * profiles: `npm run docs:images`, then look at them.
 */
import { mkdirSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Browser } from 'playwright';
import { launchChromium } from '../support/chromium.ts';
import { FakePageServer } from '../support/fake-page-server.ts';
import { awsProfile, inS, profile, role, signIn, view, withSignIn } from '../support/page-views.ts';
import { reach } from './reach.ts';
import type { State } from './states.ts';

const FOLDER = resolve('docs/images');
/** A README is read over slow lines, too. */
const LARGEST_BYTES = 150_000;

const roles = [
  role({ role_id: 'AdministratorAccess', expires_at: inS(52 * 60 + 20) }),
  role({ name: 'staging-developer', account_id: '111132226333', account_name: 'Staging', role_id: 'Developer' }),
];
// AWS does not say who signed in.
const { identity: _identity, ...cloud } = awsProfile({ roles });
const hydra = profile({
  name: 'lab',
  provider: 'hydra',
  provider_title: 'Ory Hydra',
  display_name: 'id.lab.example.net',
  expires_at: inS(24 * 60 + 40),
});
const git = profile({ name: 'code', display_name: 'git.example.org', expires_at: inS(57 * 60 + 20) });

const PICTURES: readonly State[] = [
  { name: 'profiles', view: view([cloud, git, hydra]) },
  { name: 'sign-in', view: withSignIn(signIn()) },
];

async function shoot(browser: Browser, fake: FakePageServer, colorScheme: 'light' | 'dark'): Promise<void> {
  const viewport = { width: 420, height: 640 };
  const context = await browser.newContext({ colorScheme, deviceScaleFactor: 2, viewport, reducedMotion: 'reduce' });
  const page = await context.newPage();
  for (const state of PICTURES) {
    await reach(page, fake, state);
    const path = `${FOLDER}/${state.name}-${colorScheme}.png`;
    await page.screenshot({ path });
    const { size } = statSync(path);
    if (size > LARGEST_BYTES) throw new Error(`${path} has ${size} bytes, more than ${LARGEST_BYTES}.`);
    console.log(`${path}: ${size} bytes`);
  }
  await context.close();
}

mkdirSync(FOLDER, { recursive: true });
const fake = await FakePageServer.start(view([]));
const browser = await launchChromium();
try {
  for (const colorScheme of ['light', 'dark'] as const) await shoot(browser, fake, colorScheme);
} finally {
  await browser.close();
  await fake.stop();
}
