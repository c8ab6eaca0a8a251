/** The bridge to ~/.aws/sso/cache on a real folder: what tools read there, who may overwrite whom, and when it goes. */
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { awsCacheBridge, type CacheBridge, cacheFolder } from '../../../src-main/adapters/aws/cache-bridge.ts';
import { cacheFileName, cacheTime } from '../../../src-main/adapters/aws/cache-file.ts';
import { systemClock } from '../../../src-main/adapters/system/clock.ts';
import { LatchkeyError } from '../../../src-main/core/errors.ts';
import { secret } from '../../../src-main/core/secret.ts';
import type { ProfileView, View } from '../../../src-main/core/view.ts';
import { fakeAgent } from '../../support/engine/fake-agent.ts';
import { profileView } from '../../support/engine/fake-views.ts';
import { secondWriter } from '../../support/processes/aws-cache-writer.ts';

const START_URL = 'https://d-123.awsapps.com/start';
let home: string;
let folder: string;
let bridge: CacheBridge | undefined;
let token = 'token-1';
let endsAtS = 0;
const warnings: unknown[][] = [];
const agent = { ...fakeAgent() };
const files = () => [join(folder, cacheFileName('corp')), join(folder, cacheFileName(START_URL))] as const;
const content = (path: string) => JSON.parse(readFileSync(path, 'utf8'));

/** AWS's own example: the session `corp`. */
function corp(more: Partial<ProfileView> = {}, bridged = true): ProfileView {
  const settings = { start_url: START_URL, region: 'us-east-1', ...(bridged && { cache_bridge: true }) };
  return profileView('corp', { provider: 'aws', settings, expires_at: endsAtS, ...more });
}
const view = (...profiles: ProfileView[]): View => ({ ...agent.view(), profiles });
async function show(...profiles: ProfileView[]): Promise<void> {
  agent.emit(view(...profiles));
  await bridge?.settled();
}
function start(): void {
  const log = { info: () => undefined, warn: (...said: unknown[]) => void warnings.push(said) };
  bridge = awsCacheBridge({ agent, clock: systemClock(), log, env: { HOME: home } });
}

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'latchkey-bridge-'));
  folder = cacheFolder({ HOME: home });
  endsAtS = Math.floor(Date.now() / 1000) + 3600;
  token = 'token-1';
  warnings.length = 0;
  agent.token = () =>
    Promise.resolve({ accessToken: secret(token), expiresAt: endsAtS, expiresIn: 3600, issuer: START_URL });
  agent.emit(view(corp()));
  start();
  await bridge?.settled();
});
afterEach(async () => {
  await bridge?.close();
  rmSync(home, { recursive: true, force: true });
});

describe('the file', () => {
  it('has the name and the format that AWS tools read, for the session and for the older form', () => {
    expect(files()[0]).toBe(join(folder, 'ee0bfd2552fbd840c02cc48b6e823320543c450f.json'));
    for (const file of files()) {
      expect(content(file)).toEqual({
        startUrl: START_URL,
        region: 'us-east-1',
        accessToken: 'token-1',
        expiresAt: cacheTime(endsAtS),
        writtenBy: 'latchkey',
      });
    }
    expect(content(files()[0]).expiresAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(warnings).toEqual([]);
  });

  it("inputs 10: uses the session's name in the config file if the profile's name is different", async () => {
    const settings = { start_url: START_URL, region: 'us-east-1', cache_bridge: true, sso_session: '本番' };
    await show(corp({ settings }));
    expect(content(join(folder, cacheFileName('本番'))).accessToken).toBe('token-1');
    expect(existsSync(files()[0])).toBe(false);
    await show(corp({ settings, state: 'signed-out' }));
    expect(readdirSync(folder)).toEqual([]);
  });

  it('F53: is 0600 and replaced atomically, with nothing left beside it', async () => {
    expect(statSync(files()[0]).mode & 0o777).toBe(0o600);
    const { ino } = statSync(files()[0]);
    token = 'token-2';
    await show(corp({ last_refresh_at: 2 }));
    expect(content(files()[0]).accessToken).toBe('token-2');
    expect(statSync(files()[0]).ino).not.toBe(ino);
    expect(readdirSync(folder).sort()).toEqual([cacheFileName('corp'), cacheFileName(START_URL)].sort());
  });

  it('does not exist for a profile without the bridge', async () => {
    rmSync(folder, { recursive: true });
    await show(corp({}, false));
    expect(existsSync(folder)).toBe(false);
  });

  it.each([
    ['signing out', () => [corp({ state: 'signed-out' })]],
    ['the end of the session', () => [corp({ state: 'needs-sign-in' })]],
    ['turning the bridge off', () => [corp({}, false)]],
  ])('is removed on %s', async (_what, profiles) => {
    await show(...profiles());
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is removed while the agent is locked, and comes back', async () => {
    const { agent: about } = agent.view();
    agent.emit({ ...view(corp()), agent: { ...about, locked: true } });
    await bridge?.settled();
    expect(readdirSync(folder)).toEqual([]);
    agent.emit({ ...view(corp()), agent: about });
    await bridge?.settled();
    expect(content(files()[0]).accessToken).toBe('token-1');
    expect(warnings).toEqual([]);
  });

  it('is removed with the profile, and with the agent', async () => {
    await show();
    expect(readdirSync(folder)).toEqual([]);
    await show(corp());
    expect(readdirSync(folder)).toHaveLength(2);
    await bridge?.close();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is removed if a killed agent left it and no profile uses the bridge any longer', async () => {
    const left = readFileSync(files()[0]);
    await bridge?.close();
    writeFileSync(files()[0], left);
    agent.emit(view(corp({}, false)));
    start();
    await bridge?.settled();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('comes back after another tool has cleared the folder', async () => {
    rmSync(files()[0]);
    await show(corp({ last_refresh_at: 3 }));
    expect(content(files()[0]).accessToken).toBe('token-1');
  });

  it('stays as it is while the agent has no token', async () => {
    const given = agent.token;
    agent.token = () => Promise.reject(new LatchkeyError('provider_unreachable', 'Away.'));
    await show(corp({ last_refresh_at: 4 }));
    expect(content(files()[0]).accessToken).toBe('token-1');
    expect(warnings.flat()).toContainEqual({ what: 'corp', code: 'provider_unreachable' });
    agent.token = given;
  });
});

describe("another tool's file", () => {
  const theirs = (inS: number) => ({
    startUrl: START_URL,
    region: 'us-east-1',
    accessToken: 'theirs',
    expiresAt: cacheTime(Math.floor(Date.now() / 1000) + inS),
    clientId: 'c',
    clientSecret: 's',
    registrationExpiresAt: '2030-01-01T00:00:00Z',
    refreshToken: 'their-refresh-token',
  });

  it('stays while its token is valid, even when our own files go', async () => {
    const alive = theirs(600);
    writeFileSync(files()[0], JSON.stringify(alive));
    token = 'token-2';
    await show(corp({ last_refresh_at: 2 }));
    expect(content(files()[0])).toEqual(alive);
    expect(content(files()[1]).accessToken).toBe('token-2');
    await show(corp({ state: 'signed-out' }));
    expect(content(files()[0]).refreshToken).toBe('their-refresh-token');
  });

  it.each([
    ['Z', (text: string) => text],
    ['milliseconds', (text: string) => text.replace('Z', '.893Z')],
    ['UTC, as old versions of botocore wrote it', (text: string) => text.replace('Z', 'UTC')],
  ])('is replaced once its token has expired (%s)', async (_form, form) => {
    const old = theirs(-60);
    writeFileSync(files()[0], JSON.stringify({ ...old, expiresAt: form(old.expiresAt) }));
    await show(corp({ last_refresh_at: 2 }));
    expect(content(files()[0]).accessToken).toBe('token-1');
  });

  it('is left to its writer while half written, and replaced if no one finishes it', async () => {
    for (const half of ['', '{"startUrl":"https']) {
      writeFileSync(files()[0], half);
      await show(corp({ last_refresh_at: half.length + 10 }));
      expect(readFileSync(files()[0], 'utf8')).toBe(half);
    }
    const old = Date.now() / 1000 - 60;
    utimesSync(files()[0], old, old);
    await show(corp({ last_refresh_at: 99 }));
    expect(content(files()[0]).accessToken).toBe('token-1');
  });

  it('is not touched if it holds a registration', async () => {
    const registration = join(folder, '394fa0df1cde5086b80bd1cdd4b45e359ceef9a2.json');
    writeFileSync(registration, '{"clientId":"c"}');
    await show(corp({ state: 'signed-out' }));
    expect(readdirSync(folder)).toEqual(['394fa0df1cde5086b80bd1cdd4b45e359ceef9a2.json']);
  });

  it('is only logged if it is where the folder should be', async () => {
    rmSync(folder, { recursive: true });
    writeFileSync(folder, '');
    await show(corp({ last_refresh_at: 2 }));
    expect(warnings.flat()).toContainEqual({ what: 'corp', code: 'ENOTDIR' });
    expect(readFileSync(folder, 'utf8')).toBe('');
    rmSync(folder);
  });
});

it('races against 1,000 writes by another tool: our files never contain what could refresh a token, and the agent is not disturbed', async () => {
  const [path] = files();
  const writer = await secondWriter(path, 1000);
  let isOver = false;
  void writer.ended.then(() => {
    isOver = true;
  });
  writer.go();
  let rounds = 0;
  const seen = new Set<string>();
  for (; !isOver; rounds += 1) {
    token = `ours-${rounds}`;
    await show(corp({ last_refresh_at: rounds }));
    const text = readFileSync(path, 'utf8');
    // A tool that writes in place can be seen halfway; ours never is.
    if (text.includes('ours-'))
      expect(JSON.parse(text)).toMatchObject({ writtenBy: 'latchkey', expiresAt: cacheTime(endsAtS) });
    if (text.includes('ours-')) expect(text).not.toMatch(/refreshToken|clientSecret|clientId/);
    seen.add(text.includes('ours-') ? 'ours' : 'theirs');
  }
  expect(await writer.ended).toBe(0);
  expect([...seen].sort()).toEqual(['ours', 'theirs']);
  expect(rounds).toBeGreaterThan(100);
  // The agent was asked only for tokens: whatever happened in the folder, its sign-in is unchanged.
  expect(agent.calls).toEqual([]);
  expect(warnings).toEqual([]);
  // Their last token (round 999) is valid: it must be there with its refresh token, unless the file was ours at that moment.
  const last = content(path);
  expect(last.accessToken === 'theirs-999' ? last.refreshToken : last.writtenBy).toMatch(
    /their-refresh-token|latchkey/,
  );
  expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});
