/** The tray, notifications and dialogs in German and Chinese: no word is missing or English, and menus read as they should. */
import { afterEach, describe, expect, it } from 'vitest';
import { setDesktopLanguage, told, words } from '../../src-languages/desktop.ts';
import { en } from '../../src-languages/en.ts';
import { LANGUAGES } from '../../src-languages/index.ts';
import type { AskView, ProfileView, View } from '../../src-main/core/view.ts';
import { timeLeft } from '../../src-main/desktop/base/profile-state.ts';
import { menuModel, tooltip } from '../../src-main/desktop/tray/menu.ts';
import type { TrayMenu } from '../../src-main/desktop/tray/model.ts';
import { TAGS } from '../../src-shared/language-tags.ts';
import { markersIn, samplesFor, wordsOf } from '../support/page/word-samples.ts';

const OTHERS = TAGS.filter((tag) => tag !== 'en');
const NOW_S = 1_800_000_000;
const NOW_MS = NOW_S * 1000;
const LOCKED = { code: 'vault_locked', message: 'The keychain is locked.', hint: 'Unlock it.' } as const;

const work: ProfileView = {
  name: 'work',
  provider: 'oidc',
  provider_title: 'OpenID Connect',
  display_name: 'login.example.com',
  settings: {},
  state: 'active',
  expires_at: NOW_S + 42 * 60 + 30,
  renewable: true,
};
const lab: ProfileView = { ...work, name: 'lab', state: 'needs-sign-in' };
const ask: AskView = {
  id: 'ask-1',
  profile: 'work',
  program: 'terraform',
  chain: ['terraform'],
  can_remember: true,
  expires_at: NOW_S + 60,
};
const view = (profiles: ProfileView[], change: Partial<View> = {}): View => ({
  overall: 'fine',
  profiles,
  agent: { version: '0.1.0', vault: 'keychain', started_at: NOW_S },
  ...change,
});
/** All of it, including submenus. */
const texts = (menu: TrayMenu): string[] =>
  menu.flatMap((item) => (item ? [item.label, ...texts(item.submenu ?? [])] : []));

afterEach(() => setDesktopLanguage('en'));

describe.each(OTHERS)('the words of %s', (tag) => {
  const others = new Map(wordsOf(LANGUAGES[tag].desktop).map(({ path, word }) => [path, word]));

  it.each(wordsOf(en.desktop))('$path', ({ path, word }) => {
    const other = others.get(path);
    if (typeof word === 'string') {
      expect(other).toMatch(/\S/);
      expect(other).not.toBe(word);
      return;
    }
    const given = samplesFor(word);
    if (given === undefined || typeof other !== 'function') throw new Error(`no sample fits ${path}`);
    expect(markersIn(other(...given))).toEqual(markersIn(word(...given)));
  });
});

describe('the menu', () => {
  it('is German', () => {
    setDesktopLanguage('de');
    const menu = texts(menuModel(view([work, lab], { asks: [ask] }), NOW_MS));
    expect(menu).toEqual(
      expect.arrayContaining([
        'terraform möchte work nutzen',
        'Nein',
        'Einmal',
        'Immer für dieses Programm',
        'work · 40 Min.',
        'Token kopieren',
        'lab · anmelden',
        'Erneut anmelden',
        'Abmelden',
        'Latchkey öffnen',
        'Beenden',
      ]),
    );
  });

  it('says in the same language that a program is unknown', () => {
    setDesktopLanguage('de');
    const unknown = view([work], { asks: [{ ...ask, program: 'an unknown program' }] });
    expect(texts(menuModel(unknown, NOW_MS))).toContain('Ein unbekanntes Programm möchte work nutzen');
  });

  it('is Chinese', () => {
    setDesktopLanguage('zh-CN');
    const menu = texts(menuModel(view([work, lab], { asks: [ask] }), NOW_MS));
    expect(menu).toEqual(
      expect.arrayContaining([
        'terraform 想要使用 work',
        '拒绝',
        '允许一次',
        'work · 40 分钟',
        '复制令牌',
        'lab · 需要登录',
        '重新登录',
        '打开 Latchkey',
        '退出',
      ]),
    );
  });

  it.each(OTHERS)('contains nothing in another language, locked or in trouble, in %s', (tag) => {
    const shown = [
      view([work, lab, { ...lab, problem: LOCKED }], { asks: [ask] }),
      view([]),
      view([work], { agent: { version: '0.1.0', vault: 'keychain', started_at: NOW_S, locked: true } }),
      view([work], { agent: { version: '0.1.0', vault: 'keychain', started_at: NOW_S, vault_problem: LOCKED } }),
    ];
    const english = new Set(shown.flatMap((one) => [...texts(menuModel(one, NOW_MS)), tooltip(one, NOW_MS)]));
    setDesktopLanguage(tag);
    const other = shown.flatMap((one) => [...texts(menuModel(one, NOW_MS)), tooltip(one, NOW_MS)]);
    expect(other.length).toBeGreaterThan(20);
    expect(other.filter((text) => english.has(text) && text !== 'Latchkey')).toEqual([]);
  });
});

describe('what is announced', () => {
  it('an error is its meaning and what to do, with the agent’s own sentence for those who want it', () => {
    setDesktopLanguage('de');
    expect(told(LOCKED)).toEqual({
      sentence: 'Der Schlüsselbund ist gesperrt',
      hint: 'Entsperren Sie den Schlüsselbund Ihrer Sitzung.',
      original: LOCKED.message,
    });
    setDesktopLanguage('en');
    expect(told(LOCKED)).toEqual({ sentence: LOCKED.message, hint: LOCKED.hint });
  });

  it.each([
    ['de', ['unter 1 Min.', '50 Min.', '1 Std.', '2 Tage', 'abgelaufen']],
    ['zh-CN', ['不到 1 分钟', '50 分钟', '1 小时', '2 天', '已到期']],
  ] as const)('the time left is short and in %s', (tag, expected) => {
    setDesktopLanguage(tag);
    const lefts = [59_999, 59 * 60_000, 3_660_000, 49 * 3_600_000, 0];
    expect(lefts.map((leftMs) => timeLeft(leftMs))).toEqual(expected);
    expect(words.menu.quit).not.toBe(en.desktop.menu.quit);
  });
});
