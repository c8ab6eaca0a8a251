/**
 * The pictures of the window in README.md, light and dark, into docs/images/. They show the real page with made-up
 * profiles: `npm run docs:images`, then look at them.
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Browser } from 'playwright';
import { launchChromium } from '../../support/page/chromium.ts';
import { FakePageServer } from '../../support/page/fake-page-server.ts';
import { smallPng } from '../../support/page/small-png.ts';
import {
  ask,
  awsProfile,
  inS,
  profile,
  role,
  signedOut,
  signIn,
  view,
  withAsks,
  withSignIn,
} from '../../support/page/views.ts';
import { full } from '../detail/states.ts';
import { reach } from '../stage/reach.ts';
import type { State } from '../stage/states.ts';

const FOLDER = resolve('docs/images');
/** A README is also read over slow connections. */
const LARGEST_BYTES = 60_000;

const roles = [
  role({ role_id: 'AdministratorAccess', expires_at: inS(52 * 60 + 20) }),
  role({ name: 'staging-developer', account_id: '111132226333', account_name: 'Staging', role_id: 'Developer' }),
];
// AWS does not say who signed in.
const { identity: _identity, ...cloud } = awsProfile({ roles });
const lab = signedOut({
  name: 'lab',
  provider: 'hydra',
  provider_title: 'Ory Hydra',
  display_name: 'id.lab.example.net',
  state: 'needs-sign-in',
  problem: {
    code: 'sign_in_needed',
    message: 'id.lab.example.net ended the sign-in.',
    hint: 'Run `latchkey login lab`, or choose Sign in from the tray menu.',
  },
});
const git = profile({ name: 'code', display_name: 'git.example.org', expires_at: inS(57 * 60 + 20) });
const question = ask({ expires_at: inS(60), role: 'prod-admin' });

const PICTURES: readonly State[] = [
  { name: 'profiles', view: view([cloud, git, lab], { overall: 'needs-you' }) },
  { name: 'sign-in', view: withSignIn(signIn()) },
  { name: 'detail', view: view([full]), step: 'detail' },
  { name: 'question', view: withAsks([question]), step: 'asked' },
  { name: 'settings', view: view([profile()]), step: 'settings' },
];

async function shoot(browser: Browser, fake: FakePageServer, colorScheme: 'light' | 'dark'): Promise<void> {
  const viewport = { width: 420, height: 680 };
  const context = await browser.newContext({ colorScheme, deviceScaleFactor: 2, viewport, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const empty = await context.newPage();
  await page.bringToFront();
  for (const state of PICTURES) {
    await reach(page, fake, state);
    const path = `${FOLDER}/${state.name}-${colorScheme}.png`;
    const png = await smallPng(empty, await page.screenshot());
    if (png.length > LARGEST_BYTES) throw new Error(`${path} has ${png.length} bytes, more than ${LARGEST_BYTES}.`);
    writeFileSync(path, png);
    console.log(`${path}: ${png.length} bytes`);
  }
  await context.close();
}

mkdirSync(FOLDER, { recursive: true });
for (const name of readdirSync(FOLDER).filter((name) => name.endsWith('.png'))) rmSync(`${FOLDER}/${name}`);
const fake = await FakePageServer.start(view([]));
const browser = await launchChromium();
try {
  for (const colorScheme of ['light', 'dark'] as const) await shoot(browser, fake, colorScheme);
} finally {
  await browser.close();
  await fake.stop();
}
