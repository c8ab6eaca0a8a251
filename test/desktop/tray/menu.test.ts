/** What a person reads in the tray: the menu's lines, the tooltip, and that they follow the time. */
import { describe, expect, it } from 'vitest';
import type { ProfileView, RoleView, View } from '../../../src-main/core/view.ts';
import { timeLeft } from '../../../src-main/desktop/base/profile-state.ts';
import { menuModel, nextChangeMs, tooltip } from '../../../src-main/desktop/tray/menu.ts';
import type { TrayItem } from '../../../src-main/desktop/tray/model.ts';

const NOW_S = 1_800_000_000;
const NOW_MS = NOW_S * 1000;

function profile(part: Partial<ProfileView> & Pick<ProfileView, 'name' | 'state'>): ProfileView {
  return {
    provider: 'oidc',
    provider_title: 'OpenID Connect',
    display_name: 'id.example.com',
    settings: { issuer: 'https://id.example.com' },
    renewable: true,
    ...part,
  };
}

function view(profiles: ProfileView[], part: Partial<View> = {}): View {
  return {
    overall: profiles.length === 0 ? 'empty' : 'fine',
    profiles,
    agent: { version: '0.1.0', vault: 'keychain', started_at: NOW_S },
    ...part,
  };
}

const work = profile({ name: 'work', state: 'active', expires_at: NOW_S + 42 * 60 + 30 });
const lab = profile({ name: 'lab', state: 'needs-sign-in' });
const ci = profile({ name: 'ci', state: 'awaiting-user' });
const fresh = profile({ name: 'fresh', state: 'signed-out' });

const labels = (items: readonly (TrayItem | null)[]): string[] => items.map((item) => item?.label ?? '—');

function commandsOf(one: ProfileView): string[] {
  const [item] = menuModel(view([one]), NOW_MS);
  return (item?.submenu ?? []).flatMap((line) => (line?.action === undefined ? [] : [line.label]));
}

describe('the menu', () => {
  it('has a line per profile, those that need the person first, then the window and Quit', () => {
    const soon = { ...work, name: 'soon', renewable: false, expires_at: NOW_S + 500 };
    // Its next refresh comes after its end.
    const late = { ...work, name: 'late', refresh_at: NOW_S + 300, sign_in_ends_at: NOW_S + 200 };
    expect(labels(menuModel(view([work, lab, ci, fresh, soon, late]), NOW_MS))).toEqual([
      'lab · sign in',
      'ci · signing in…',
      'soon · 8 min',
      'late · 5 min',
      '—',
      'work · 40 min',
      'fresh · sign in',
      '—',
      'Open Latchkey',
      'Lock…',
      'Quit',
    ]);
  });

  it('says so if there are no profiles', () => {
    const menu = menuModel(view([]), NOW_MS);
    expect(labels(menu)).toEqual(['No profiles yet', '—', 'Open Latchkey', 'Quit']);
    expect(menu[0]?.action).toBeUndefined();
  });

  it('of sixty profiles shows twenty, those that need the person first, and the rest behind one line', () => {
    const many = Array.from({ length: 57 }, (_, n) => ({ ...work, name: `p${n}` }));
    const needing = ['x', 'y', 'z'].map((name) => ({ ...lab, name }));
    const menu = menuModel(view([...many, ...needing]), NOW_MS);
    const shown = labels(menu);
    expect(shown.slice(0, 5)).toEqual(['x · sign in', 'y · sign in', 'z · sign in', '—', 'p0 · 40 min']);
    expect(shown.slice(20)).toEqual(['p16 · 40 min', '40 more', '—', 'Open Latchkey', 'Lock…', 'Quit']);
    const more = menu[21]?.submenu ?? [];
    expect(labels(more).slice(0, 2)).toEqual(['p17 · 40 min', 'p18 · 40 min']);
    expect(more).toHaveLength(40);
    expect(more[39]?.submenu?.map((line) => line?.label)).toContain('Copy token');
    expect(labels(menuModel(view(many.slice(0, 20)), NOW_MS)).slice(19, 21)).toEqual(['p19 · 40 min', '—']);
  });

  it('has no line wider than a menu should be: errors wrap between words', () => {
    const message =
      'The provider at https://sign-in.of.a.long.name.example.com did not answer within ten seconds, three times.';
    const problem = { code: 'provider_unreachable', message, hint: 'Check the VPN & the proxy.' } as const;
    const [item] = menuModel(view([{ ...work, problem }]), NOW_MS);
    expect(labels(item?.submenu ?? []).slice(0, 3)).toEqual([
      'The provider at https://sign-in.of.a.long.name.example.com did',
      'not answer within ten seconds, three times.',
      'Check the VPN & the proxy.',
    ]);
  });

  it('counts down as time passes', () => {
    const at = (seconds: number): string | undefined => menuModel(view([work]), NOW_MS + seconds * 1000)[0]?.label;
    expect(at(150)).toBe('work · 40 min');
    expect(at(151)).toBe('work · 30 min');
    expect(at(33 * 60)).toBe('work · 9 min');
    expect(at(42 * 60)).toBe('work · under 1 min');
    expect(at(43 * 60)).toBe('work · expired');
  });

  it('says signed in if the provider states no lifetime, and refreshing if the token has expired', () => {
    const unknown = profile({ name: 'a', state: 'active' });
    const late = profile({ name: 'b', state: 'refreshing', expires_at: NOW_S - 5 });
    const early = profile({ name: 'c', state: 'refreshing', expires_at: NOW_S + 90 });
    expect(labels(menuModel(view([unknown, late, early]), NOW_MS)).slice(0, 3)).toEqual([
      'a · signed in',
      'b · refreshing…',
      'c · 1 min',
    ]);
  });

  it('offers what the state allows, and a token only while signed in', () => {
    expect(commandsOf(work)).toEqual(['Copy token', 'Copy env line', 'Refresh now', 'Sign in again', 'Sign out']);
    expect(commandsOf(fresh)).toEqual(['Sign in']);
    expect(commandsOf(lab)).toEqual(['Sign in again', 'Sign out']);
    expect(commandsOf(ci)).toEqual(['Show the sign-in', 'Cancel']);
  });

  it('keeps the token available while a person signs in again', () => {
    const sign_in = { id: '1', flow: 'device', phase: 'waiting', display_name: 'id.example.com' } as const;
    expect(menuModel(view([{ ...work, sign_in }]), NOW_MS)[0]?.label).toBe('work · signing in…');
    expect(commandsOf({ ...work, sign_in })).toEqual([
      'Show the sign-in',
      'Cancel',
      'Copy token',
      'Copy env line',
      'Refresh now',
      'Sign out',
    ]);
    expect(menuModel(view([{ ...work, sign_in: { ...sign_in, phase: 'denied' } }]), NOW_MS)[0]?.label).toBe(
      'work · 40 min',
    );
  });

  it('names the profile in each command', () => {
    const [item] = menuModel(view([work]), NOW_MS);
    expect(item?.submenu?.map((line) => line?.action)).toEqual([
      { kind: 'copy-token', profile: 'work' },
      { kind: 'copy-command', profile: 'work', text: 'eval "$(latchkey env work)"' },
      { kind: 'refresh', profile: 'work' },
      { kind: 'sign-in', profile: 'work' },
      { kind: 'sign-out', profile: 'work' },
    ]);
  });

  it('offers to snooze a notification if there is one', () => {
    const [item] = menuModel(view([lab]), NOW_MS, new Set(['lab']));
    expect(item?.submenu?.slice(-2)).toEqual([
      null,
      { label: 'Remind me in 10 min', action: { kind: 'snooze', profile: 'lab' } },
    ]);
  });

  it('says offline if the provider is unreachable, and keeps it among those that are well', () => {
    const problem = { code: 'provider_unreachable', message: 'Not reached.', hint: 'Wait.' } as const;
    expect(labels(menuModel(view([{ ...work, problem }, lab]), NOW_MS)).slice(0, 3)).toEqual([
      'lab · sign in',
      '—',
      'work · 40 min, offline',
    ]);
  });

  it('shows a problem and what to do next as lines that cannot be clicked', () => {
    const problem = {
      code: 'provider_unreachable',
      message: 'The provider does not answer.',
      hint: 'Check the VPN.',
    } as const;
    const [item] = menuModel(view([{ ...work, problem }]), NOW_MS);
    expect(item?.submenu?.slice(0, 2)).toEqual([{ label: problem.message }, { label: problem.hint }]);
  });

  it('puts a locked keychain first', () => {
    const vault_problem = { code: 'vault_locked', message: 'The keychain is locked.', hint: 'Unlock it.' } as const;
    const locked = view([work], { agent: { version: '0.1.0', vault: 'keychain', started_at: NOW_S, vault_problem } });
    expect(labels(menuModel(locked, NOW_MS)).slice(0, 4)).toEqual([
      'The keychain is locked.',
      'Unlock it.',
      '—',
      'work · 40 min',
    ]);
    expect(tooltip(locked, NOW_MS)).toBe('Latchkey: The keychain is locked.');
  });
});

describe('the roles of a profile', () => {
  const forbidden = { code: 'role_forbidden', message: 'You have no access.', hint: 'Ask the administrator.' } as const;
  const role = (name: string, part: Partial<RoleView> = {}): RoleView => ({
    name,
    account_id: '111122223333',
    role_id: 'Admin',
    ...part,
  });
  const withRoles = (roles: RoleView[], part: Partial<ProfileView> = {}): TrayItem | null | undefined =>
    menuModel(view([{ ...work, provider: 'aws', has_console: true, roles, ...part }]), NOW_MS)[0];

  it('come before its commands, each with its credentials’ time left; its own line is the sign-in’s', () => {
    const roles = [
      role('prod-admin', { expires_at: NOW_S + 52 * 60 + 5 }),
      role('dev'),
      role('past', { expires_at: 1 }),
    ];
    const item = withRoles([...roles, role('audit', { problem: forbidden })]);
    expect(item?.label).toBe('work · 40 min');
    expect(labels(item?.submenu ?? [])).toEqual([
      'prod-admin · 50 min',
      'dev',
      'past',
      'audit · needs attention',
      '—',
      'Copy token',
      'Refresh now',
      'Sign in again',
      'Sign out',
    ]);
  });

  it('open the console and copy the command; credentials are nowhere to be copied', () => {
    const item = withRoles([role('prod-admin')])?.submenu?.[0];
    expect(item?.submenu).toEqual([
      { label: 'Open console', action: { kind: 'open-console', profile: 'work', role: 'prod-admin' } },
      {
        label: 'Copy command',
        action: { kind: 'copy-command', profile: 'work', text: 'latchkey aws-credentials work/prod-admin' },
      },
      {
        label: 'Copy env line',
        action: { kind: 'copy-command', profile: 'work', text: 'eval "$(latchkey env work/prod-admin)"' },
      },
    ]);
    const elsewhere = withRoles([role('ops')], { provider: 'another' })?.submenu?.[0];
    expect(labels(elsewhere?.submenu ?? [])).toEqual(['Open console']);
  });

  it('offer no console if the provider has no link to it', () => {
    const item = withRoles([role('ops')], { provider: 'huawei', has_console: false })?.submenu?.[0];
    expect(item?.submenu).toEqual([
      {
        label: 'Copy command',
        action: { kind: 'copy-command', profile: 'work', text: 'latchkey huawei-credentials work/ops' },
      },
      {
        label: 'Copy env line',
        action: { kind: 'copy-command', profile: 'work', text: 'eval "$(latchkey env work/ops)"' },
      },
    ]);
    const other = withRoles([role('ops')], { provider: 'another', has_console: false })?.submenu?.[0];
    expect(other).toEqual({ label: 'ops' });
  });

  it('say what is wrong with one', () => {
    const item = withRoles([role('audit', { problem: forbidden })])?.submenu?.[0];
    expect(item?.submenu?.slice(0, 2)).toEqual([{ label: forbidden.message }, { label: forbidden.hint }]);
  });

  it('show only a few of many, including the one in trouble, and a line that opens the window', () => {
    const many = Array.from({ length: 30 }, (_, index) => role(`r${index}`));
    const item = withRoles([...many, role('audit', { problem: forbidden })]);
    const shown = labels(item?.submenu ?? []);
    expect(shown.slice(10, 14)).toEqual(['r10', 'audit · needs attention', 'All 31 roles…', '—']);
    expect(item?.submenu?.[12]?.action).toEqual({ kind: 'open' });
  });

  it('are redrawn when one of their lines changes', () => {
    const roles = [role('prod-admin', { expires_at: NOW_S + 90 })];
    const shown = view([profile({ name: 'work', state: 'signed-out', provider: 'aws', roles })]);
    const at = (nowMs: number) => menuModel(shown, nowMs)[0]?.submenu?.[0]?.label;
    const wait = nextChangeMs(shown, NOW_MS);
    expect(at(NOW_MS + wait - 1)).toBe('prod-admin · 1 min');
    expect(at(NOW_MS + wait)).toBe('prod-admin · under 1 min');
  });
});

describe('time left', () => {
  it.each([
    [59_999, 'under 1 min'],
    [60_000, '1 min'],
    [599_999, '9 min'],
    [600_000, '10 min'],
    [59 * 60_000, '50 min'],
    [3_600_000, '1 h'],
    [7_199_999, '1 h'],
    [47 * 3_600_000, '47 h'],
    [49 * 3_600_000, '2 days'],
    [0, 'expired'],
    [-1, 'expired'],
  ])('%i ms is "%s", never more than there is', (leftMs, text) => {
    expect(timeLeft(leftMs)).toBe(text);
  });

  it('desktops 11: leaves the labels of a day’s sign-in alone for most of the day', () => {
    const day = profile({ name: 'day', state: 'active', expires_at: NOW_S + 86_400 });
    const minutes = Array.from({ length: 24 * 60 }, (_, minute) => NOW_MS + minute * 60_000);
    const changes = new Set(minutes.map((nowMs) => JSON.stringify(menuModel(view([day]), nowMs))));
    // Each hour, then each ten minutes, then the last ones.
    expect(changes.size).toBe(24 + 5 + 9);
  });

  it('is redrawn exactly when the line changes', () => {
    for (const leftMs of [90_500, 60_000, 1, 600_000, 3_600_000]) {
      const at = (nowMs: number): string | undefined => menuModel(view([work]), nowMs)[0]?.label;
      const nowMs = NOW_MS + (42 * 60 + 30) * 1000 - leftMs;
      const wait = nextChangeMs(view([work]), nowMs);
      expect(at(nowMs + wait)).not.toBe(at(nowMs));
      expect(at(nowMs + wait - 1)).toBe(at(nowMs));
    }
  });

  it('is not redrawn for each of many, until one expires soon', () => {
    const many = Array.from({ length: 20 }, (_, n) =>
      profile({ name: `p${n}`, state: 'active', expires_at: NOW_S + 1800 + 3 * n }),
    );
    expect(nextChangeMs(view(many), NOW_MS)).toBe(20_000);
    expect(nextChangeMs(view([...many, { ...work, expires_at: NOW_S + 65 }]), NOW_MS)).toBeLessThan(6_000);
  });

  it('looks once a minute when no line counts down', () => {
    expect(nextChangeMs(view([fresh]), NOW_MS)).toBe(60_000);
    expect(nextChangeMs(view([profile({ name: 'x', state: 'active', expires_at: NOW_S - 10 })]), NOW_MS)).toBe(60_000);
  });
});

describe('the tooltip', () => {
  it.each([
    [view([work]), 'Latchkey: work 40 min'],
    [view([work, lab], { overall: 'needs-you' }), 'Latchkey: sign in to lab'],
    [view([work], { overall: 'offline' }), 'Latchkey: a provider cannot be reached; trying again'],
    [view([work], { overall: 'soon' }), 'Latchkey: work 40 min'],
    [view([]), 'Latchkey: no profiles yet'],
    [view([fresh]), 'Latchkey'],
    [
      view([
        work,
        ...[90, 30, 20, 10, 50].map((minutes) => ({ ...work, name: `m${minutes}`, expires_at: NOW_S + minutes * 60 })),
      ]),
      'Latchkey: m10 10 min, m20 20 min, m30 30 min, work 40 min, and 2 more',
    ],
    [
      view(
        ['a', 'b', 'c', 'd', 'e'].map((name) => ({ ...lab, name })),
        { overall: 'needs-you' },
      ),
      'Latchkey: sign in to a, b, c, d, and 1 more',
    ],
  ])('is one line (%#)', (shown, text) => {
    expect(tooltip(shown, NOW_MS)).toBe(text);
  });
});
