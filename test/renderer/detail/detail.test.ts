/** A profile's own page in a real browser: what it shows, how it follows the agent, and what it copies. */
import { describe, expect, it } from 'vitest';
import { askersOf } from '../../../src-renderer/detail/askers.ts';
import { share } from '../../../src-renderer/detail/timeline.ts';
import { awsProfile, inS, profile, role, view } from '../../support/page/views.ts';
import { useStage } from '../stage/stage.ts';
import { full, REFRESHES, REQUESTS, tellHistory } from './states.ts';

const stage = useStage();

async function openDetail(shown = full) {
  const page = await stage.open(view([shown]));
  tellHistory(stage.fake);
  await page.getByRole('button', { name: 'work', exact: true }).click();
  await page.getByRole('heading', { name: 'Recent refreshes' }).waitFor();
  return page;
}

const section = (page: Awaited<ReturnType<typeof openDetail>>, name: string) => page.getByRole('region', { name });

describe('the page of a profile', () => {
  it('says who is signed in where, with which scopes, and what it is used for', async () => {
    const page = await openDetail();
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('work');
    const who = await section(page, 'Who and where').innerText();
    for (const told of ['Ada Moreno', 'ada@example.com', '00u1f7k2m9QxZ', 'OpenID Connect', '/realms/engineering']) {
      expect(who).toContain(told);
    }
    const scopes = page.getByRole('list', { name: 'Scopes' }).getByRole('listitem');
    expect(await scopes.allInnerTexts()).toEqual(full.scope?.split(' '));
    const uses = await section(page, 'Used for').innerText();
    expect(uses).toMatch(/git\.example\.org[\s\S]*registry\.example\.org, ghcr\.io[\s\S]*for each new program/);
  });

  it('says both expiry times in words beside the lines', async () => {
    const page = await openDetail();
    const time = await section(page, 'Time').innerText();
    expect(time).toMatch(/expires in 4\d min \(\d+:\d\d/);
    expect(time).toMatch(/next refresh: \d+:\d\d/);
    expect(time).toMatch(/expires in 27 days, on [^\n]+, unless a refresh extends it/);
    expect(time).toMatch(/since /);
  });

  it('says so if the provider states no end, and if nothing refreshes the sign-in', async () => {
    const { sign_in_ends_at: _, ...endless } = full;
    const page = await openDetail(endless);
    await page.getByText('The provider does not say when it expires; Latchkey refreshes it').waitFor();
    stage.fake.change('work', { renewable: false });
    await page.getByText('It expires with its token').waitFor();
  });

  it('shows the recent refreshes in words, the first few at first', async () => {
    const page = await openDetail();
    const entries = section(page, 'Recent refreshes').getByRole('listitem');
    expect(await entries.count()).toBe(4);
    const [first, second, third, fourth] = await entries.allInnerTexts();
    expect(first).toMatch(/^Refreshed ahead of time/);
    expect(second).toMatch(/^Refreshed for a program that needed 10 min/);
    expect(third).toContain('took 4 sec');
    expect(fourth).toMatch(/^Failed 57 times: provider unreachable/);
    await page.getByRole('button', { name: 'All 7' }).click();
    expect(await entries.count()).toBe(REFRESHES.length);
    expect(await entries.last().innerText()).toMatch(/^Signed in/);
  });

  it('says when the next attempt is after a failure', async () => {
    const gone = { code: 'provider_unreachable', message: 'No way there.', hint: 'Look at the network.' } as const;
    const page = await stage.open(view([{ ...full, problem: gone, refresh_at: inS(150) }], { overall: 'offline' }));
    const failure = {
      at: inS(-5),
      reason: 'due',
      outcome: 'failed',
      code: 'provider_unreachable',
      took_ms: 3,
    } as const;
    tellHistory(stage.fake, [failure]);
    await page.getByRole('button', { name: 'work', exact: true }).click();
    const entry = section(page, 'Recent refreshes').getByRole('listitem').first();
    expect(await entry.innerText()).toMatch(/^Failed: provider unreachable[\s\S]*next attempt: \d+:\d\d/);
  });

  it('names each program that asked once, newest first, and what was refused', async () => {
    const page = await openDetail();
    const programs = await section(page, 'Recent requests').getByRole('listitem').allInnerTexts();
    expect(programs).toHaveLength(3);
    expect(programs[0]).toMatch(/^curl · 2 times · last 1 minute ago · 1 refused/);
    expect(programs[1]).toMatch(/^terraform · 12 times · last \d minutes ago$/);
    expect(programs[2]).toMatch(/^git · once · last 1 hour ago$/);
  });

  it('says so when the log cannot be read, and shows the rest', async () => {
    const page = await stage.open(view([full]));
    tellHistory(stage.fake);
    stage.fake.answer('GET /v1/audit', { status: 500 });
    await page.getByRole('button', { name: 'work', exact: true }).click();
    await page.getByText('The audit log could not be read.').waitFor();
    await page.getByText('Refreshed ahead of time').waitFor();
  });

  it('follows the agent: a new refresh is in the list', async () => {
    const page = await openDetail();
    tellHistory(stage.fake, [{ at: inS(0), reason: 'asked', outcome: 'ok', took_ms: 90 }, ...REFRESHES]);
    stage.fake.change('work', { last_refresh_at: inS(0), expires_at: inS(3600 + 30) });
    await page.getByText('Refreshed on request').waitFor();
    await page.getByText(/expires in 1 hr/).waitFor();
  });

  it('goes back to the list when the profile is gone', async () => {
    const page = await openDetail();
    stage.fake.show(view([profile({ name: 'other' })]));
    await page.getByRole('button', { name: 'other', exact: true }).waitFor();
  });

  it('copies commands, none containing a token', async () => {
    const page = await openDetail();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const copied = async (what: string) => {
      await page.getByRole('button', { name: `Copy: ${what}`, exact: true }).click();
      return page.evaluate(() => navigator.clipboard.readText());
    };
    expect(await copied('curl')).toMatch(/^latchkey token work --header \| curl -sS -H @- https:/);
    expect(await copied('Environment variables for a shell')).toBe('eval "$(latchkey env work)"');
    expect(await copied('Run a single program')).toMatch(/^latchkey exec work -- /);
    expect(await copied('kubectl')).toMatch(/^latchkey kube-config work --write/);
  });

  it('copies for the role that is chosen', async () => {
    const roles = [role(), role({ name: 'staging-read' })];
    const page = await openDetail(awsProfile({ roles }));
    const card = section(page, 'Copy a command');
    await card.getByText('credential_process = latchkey aws-credentials work/prod-admin').waitFor();
    await card.getByLabel('For the role').selectOption('staging-read');
    await card.getByText('credential_process = latchkey aws-credentials work/staging-read').waitFor();
    await card.getByText('eval "$(latchkey env work/staging-read)"').waitFor();
    expect(await card.getByText('curl').count()).toBe(0);
  });

  it('leads to the setting that it shows', async () => {
    const page = await openDetail();
    await page.getByRole('button', { name: 'Programs…' }).click();
    await page.getByRole('dialog', { name: 'Programs that use work' }).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('work');
  });

  it('does not move anything while loading', async () => {
    const page = await stage.open(view([full]));
    tellHistory(stage.fake);
    let answer: () => void = () => undefined;
    const waits = new Promise<void>((resolve) => {
      answer = resolve;
    });
    stage.fake.answer('GET /v1/audit', async () => {
      await waits;
      return { status: 200, body: { entries: REQUESTS } };
    });

    await page.getByRole('button', { name: 'work', exact: true }).click();
    await page.getByRole('heading', { name: 'Time' }).waitFor();
    await page.evaluate(watchShifts);
    answer();
    await page.getByText('terraform').waitFor();
    expect(await page.evaluate('window.shifted')).toBe(0);
  });
});

/** What the browser counts as moved, even right after a key or a click. */
const watchShifts = `window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shifted += entry.value;
}).observe({ type: 'layout-shift' });`;

describe('the time line', () => {
  it('places a moment where it belongs, and never outside the line', () => {
    const span = { startS: 1000, endS: 2000 };
    expect([500, 1000, 1250, 2000, 3000].map((atS) => share(span, atS))).toEqual([0, 0, 0.25, 1, 1]);
    expect(share({ startS: 2000, endS: 2000 }, 1500)).toBe(1);
  });
});

describe('who asked', () => {
  it('distinguishes different programs with the same name, and hides characters that change text direction', () => {
    const at = (name: string, executable: string) => ({
      time: '2026-01-01T00:00:00.000Z',
      event: 'token' as const,
      outcome: 'ok' as const,
      program: { pid: 1, name, executable },
    });
    const found = askersOf([at('curl', '/usr/bin/curl'), at('curl', '/tmp/curl'), at('a\u202eb', '/usr/bin/a')]);
    expect(found.map(({ name, count }) => [name, count])).toEqual([
      ['a\u{fffd}b', 1],
      ['curl', 1],
      ['curl', 1],
    ]);
  });
});
