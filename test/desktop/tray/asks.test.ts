/** Programs' questions in the tray: what a person reads there, what can be clicked, and that nothing is allowed by accident. */
import { describe, expect, it } from 'vitest';
import type { AskView, ProfileView, View } from '../../../src-main/core/view.ts';
import { askLines, askTitle } from '../../../src-main/desktop/base/ask-text.ts';
import { askChanges } from '../../../src-main/desktop/notices/ask-changes.ts';
import { askTiming, shownOverall } from '../../../src-main/desktop/tray/asks.ts';
import { menuModel, tooltip } from '../../../src-main/desktop/tray/menu.ts';
import type { TrayItem, TrayMenu } from '../../../src-main/desktop/tray/model.ts';

const NOW_S = 1_800_000_000;
const NOW_MS = NOW_S * 1000;

const work: ProfileView = {
  name: 'work',
  provider: 'aws',
  provider_title: 'AWS IAM Identity Center',
  display_name: 'AWS d-1234567890',
  settings: {},
  state: 'active',
  expires_at: NOW_S + 42 * 60 + 30,
  renewable: true,
};

const ask = (change: Partial<AskView> = {}): AskView => ({
  id: 'ask-1',
  profile: 'work',
  role: 'prod-admin',
  program: 'terraform',
  executable: '/usr/local/bin/terraform',
  chain: ['terraform', 'make', 'bash'],
  can_remember: true,
  expires_at: NOW_S + 60,
  ...change,
});

const view = (asks: AskView[], locked?: true): View => ({
  overall: 'fine',
  profiles: [work],
  ...(asks.length > 0 && { asks }),
  agent: { version: '0.1.0', vault: 'keychain', started_at: NOW_S, ...(locked && { locked }) },
});

const labels = (items: TrayMenu): string[] => items.map((item) => item?.label ?? '—');
const menu = (...asks: AskView[]): TrayMenu => menuModel(view(asks), NOW_MS);
const pressable = (item: TrayItem | null | undefined): [string, unknown][] =>
  (item?.submenu ?? []).flatMap((line) => (line?.action === undefined ? [] : [[line.label, line.action]]));

describe('a question', () => {
  it('comes before everything else, with who asks and the answers in a menu of its own', () => {
    const [first] = menu(ask());
    expect(labels(menu(ask()))).toEqual([
      'terraform wants to use work/prod-admin',
      '—',
      'work · 40 min',
      '—',
      'Open Latchkey',
      'Lock…',
      'Quit',
    ]);
    expect(first?.action).toBeUndefined();
    expect(labels(first?.submenu ?? [])).toEqual([
      '/usr/local/bin/terraform',
      'terraform ← make ← bash',
      '—',
      'No',
      'Once',
      'Always for this program',
    ]);
    expect(pressable(first)).toEqual([
      ['No', { kind: 'answer', id: 'ask-1', answer: 'no' }],
      ['Once', { kind: 'answer', id: 'ask-1', answer: 'once' }],
      ['Always for this program', { kind: 'answer', id: 'ask-1', answer: 'always' }],
    ]);
  });

  it('that cannot be remembered has no “Always”', () => {
    expect(pressable(menu(ask({ can_remember: false }))[0]).map(([label]) => label)).toEqual(['No', 'Once']);
  });

  it('from another machine names it, and “Always” is for that machine', () => {
    const [first] = menu(ask({ host: 'build-box' }));
    expect(labels(first?.submenu ?? [])).toContain('on build-box');
    expect(pressable(first).map(([label]) => label)).toContain('Always for build-box');
  });

  it('about a profile’s rules says what would change', () => {
    const changed = { change: 'never ask again', changes: [{ kind: 'ask_never' as const }] };
    const [first] = menu(ask({ ...changed, can_remember: false, role: undefined }));
    expect(first?.label).toBe('terraform wants to change work');
    expect(labels(first?.submenu ?? [])[0]).toBe('never ask again');
    expect(pressable(first).map(([label]) => label)).toEqual(['No', 'Allow this change']);
  });

  it('is short, however long the names are', () => {
    expect(askTitle(ask({ program: 'x'.repeat(500) })).length).toBeLessThan(80);
    const chain = ['x'.repeat(300), 'sh', 'make', 'bash', 'code', 'systemd'];
    expect(askLines(ask({ executable: '/usr/bin/aws', elsewhere: true }))[0]).toBe('another file than /usr/bin/aws');
    expect(askLines(ask({ chain }))[1]).toMatch(/^…x{23} ← sh ← make ← bash ← …$/);
    expect(askLines(ask({ executable: `/${'x'.repeat(500)}/terraform` }))[0]).toMatch(/^…x+\/terraform$/);
  });

  it('makes the icon call for the person, and the tooltip say why', () => {
    expect(shownOverall(view([ask()]))).toBe('needs-you');
    expect(shownOverall(view([]))).toBe('fine');
    expect(tooltip(view([ask()]), NOW_MS)).toBe('Latchkey: terraform wants to use work/prod-admin');
    expect(tooltip(view([ask(), ask({ id: 'ask-2', program: 'git' })]), NOW_MS)).toBe(
      'Latchkey: terraform wants to use work/prod-admin, and 1 more',
    );
  });
});

describe('an answer', () => {
  it('counts only once the question has been in the menu for a second', () => {
    const timing = askTiming();
    timing.seen(view([ask()]), NOW_MS);
    expect(timing.settled('ask-1', NOW_MS + 900)).toBe(false);
    timing.seen(view([ask(), ask({ id: 'ask-2' })]), NOW_MS + 900);
    expect(timing.settled('ask-1', NOW_MS + 1000)).toBe(true);
    expect(timing.settled('ask-2', NOW_MS + 1000)).toBe(false);
    timing.seen(view([]), NOW_MS + 2000);
    expect(timing.settled('ask-1', NOW_MS + 9000)).toBe(false);
  });
});

describe('a locked agent', () => {
  it('offers to unlock it in the window and nothing else', () => {
    const items = menuModel(view([ask()], true), NOW_MS);
    expect(labels(items)).toEqual(['Latchkey is locked', 'Unlock…', '—', 'Quit']);
    expect(items[1]?.action).toEqual({ kind: 'open' });
    expect(tooltip(view([ask()], true), NOW_MS)).toBe('Latchkey is locked');
    expect(shownOverall(view([ask()], true))).toBe('fine');
  });
});

describe('from one View to the next', () => {
  it('each question is reported once when it comes and once when it is over', () => {
    const other = ask({ id: 'ask-2' });
    expect(askChanges(undefined, view([ask()]))).toEqual({ came: [ask()], over: [] });
    expect(askChanges(view([ask()]), view([ask(), other]))).toEqual({ came: [other], over: [] });
    expect(askChanges(view([ask(), other]), view([other]))).toEqual({ came: [], over: ['ask-1'] });
    expect(askChanges(view([ask(), other]), view([other], true))).toEqual({ came: [], over: ['ask-1', 'ask-2'] });
  });
});
