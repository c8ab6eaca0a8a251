/**
 * German and Chinese: every word exists and is in that language, sentences keep their names, and no screen breaks because of
 * it.
 */
import type { Page } from 'playwright';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { chooseTag } from '../../../src-languages/choose-tag.ts';
import { en } from '../../../src-languages/en.ts';
import { LANGUAGES } from '../../../src-languages/index.ts';
import { amount, moment, relative, setLocale } from '../../../src-languages/locale.ts';
import type { View } from '../../../src-main/api/types.ts';
import { ERRORS } from '../../../src-main/core/errors.ts';
import { presets } from '../../../src-main/providers/presets.ts';
import { duration } from '../../../src-renderer/parts/time-left.ts';
import { TAGS, type Tag } from '../../../src-shared/language-tags.ts';
import { profile, view } from '../../support/page/views.ts';
import { markersIn, samplesFor, type Word, wordsOf } from '../../support/page/word-samples.ts';
import { inLanguage } from '../stage/in-language.ts';
import { textsOf, tooWide } from '../stage/inspect.ts';
import { reach } from '../stage/reach.ts';
import { useStage } from '../stage/stage.ts';
import { STATES } from '../stage/states.ts';

type Other = Exclude<Tag, 'en'>;
const OTHERS: readonly Other[] = TAGS.filter((tag) => tag !== 'en');
/** Names of services, programs and keys. */
const NAMES = [
  ...['Latchkey', 'OpenID Connect', 'AWS IAM Identity Center', 'Huawei Cloud IAM Identity Center', 'Ory Hydra'],
  ...['curl', 'kubectl', 'docker', 'git', 'Esc', 'Ctrl', 'Enter', 'Tab', 'Home', 'End'],
];
/** Words that a language has borrowed from English. */
const SAME: Readonly<Record<Other, ReadonlySet<string>>> = {
  de: new Set([
    ...NAMES,
    'Name',
    'Details',
    'Filter',
    'Scopes',
    'Region',
    'Passphrase',
    'Client',
    'Registries',
    'Proxy',
  ]),
  'zh-CN': new Set(NAMES),
};

/** The names of profiles, roles and programs, and what the agent was told. */
const namesIn = (value: unknown): string[] =>
  typeof value === 'object' && value !== null ? Object.values(value).flatMap(namesIn) : [`${value}`];

const isEnglish = (text: string, shown: View): boolean => {
  const plain = text.replaceAll(/\S+-\S+/g, '');
  const without = namesIn(shown).reduce((rest, name) => (name.length > 3 ? rest.replaceAll(name, '') : rest), plain);
  return /\b(the|your|you|is|with|this|again|sign)\b/i.test(without);
};

/** German has the longest words, so it is checked on every screen; Chinese, which is short, on every fourth. */
const EVERY: Readonly<Record<Other, number>> = { de: 1, 'zh-CN': 4 };

afterEach(() => setLocale('en'));

describe.each(OTHERS)('the words of %s', (tag) => {
  const others = new Map(wordsOf(LANGUAGES[tag].window).map(({ path, word }) => [path, word]));
  const plain = wordsOf(en.window).filter((one): one is Word & { word: string } => typeof one.word === 'string');
  const sentences = wordsOf(en.window).flatMap(({ path, word }) =>
    typeof word === 'function' ? [{ path, word }] : [],
  );

  it('are not empty', () => {
    const empty = plain.filter(({ path, word }) => word !== '' && `${others.get(path) ?? ''}`.trim() === '');
    expect(empty).toEqual([]);
  });

  it('are not English', () => {
    const left = plain.filter(({ path, word }) => others.get(path) === word && !SAME[tag].has(word));
    expect(left).toEqual([]);
  });

  it.each(sentences)('$path names what the English sentence names', ({ path, word }) => {
    const given = samplesFor(word);
    if (given === undefined) throw new Error(`word-samples.ts does not know how ${path} is called`);
    const other = others.get(path);
    if (typeof other !== 'function') throw new Error(`${path} is no sentence`);
    const text = other(...given);
    expect(markersIn(text)).toEqual(markersIn(word(...given)));
    if (/[a-z]{4}/i.test(word(...given).replaceAll(/<[^>]+>/g, ''))) expect(text).not.toBe(word(...given));
  });

  it('say what each error means and what to do, with nothing in English', () => {
    const { errors } = LANGUAGES[tag];
    expect(Object.keys(errors).sort()).toEqual(Object.keys(ERRORS).sort());
    for (const [headline, hint] of Object.values(errors)) {
      expect(headline).toMatch(/^[^.。]+$/);
      expect(hint).toMatch(/[.。]$/);
      expect(`${headline} ${hint}`).not.toMatch(/\b(the|your|with|this|again)\b/i);
    }
  });

  it('say what the agent knows about well-known providers, and about an unknown program', () => {
    const told = presets.flatMap(({ tenant, notes }) => [
      ...(tenant ? [tenant.question] : []),
      ...notes.map(({ text }) => text),
    ]);
    told.push('an unknown program');
    expect(told.filter((text) => LANGUAGES[tag].told[text] === undefined)).toEqual([]);
  });
});

describe('Chinese', () => {
  it('is Chinese in every word except names, with full-width punctuation', () => {
    for (const { path, word } of wordsOf(LANGUAGES['zh-CN'].window)) {
      if (typeof word !== 'string' || SAME['zh-CN'].has(word)) continue;
      expect(word, path).toMatch(/\p{Script=Han}/u);
      expect(word, path).not.toMatch(/\p{Script=Han}[,;!?]|\p{Script=Han}\.($|\s)/u);
    }
  });
});

describe('numbers', () => {
  const counted = (tag: Other) => {
    setLocale(tag);
    const { overall, roles, picker } = LANGUAGES[tag].window;
    return [0, 1, 2, 5].map((count) => [overall.freshAmong(count), roles.openCount(count), picker.shown(count)]);
  };

  it('have their plural in German', () => {
    expect(counted('de')).toEqual([
      ['0 Anmeldungen sind aktuell', 'Alle 0 Rollen', '0 Rollen'],
      ['1 Anmeldung ist aktuell', 'Alle 1 Rolle', '1 Rolle'],
      ['2 Anmeldungen sind aktuell', 'Alle 2 Rollen', '2 Rollen'],
      ['5 Anmeldungen sind aktuell', 'Alle 5 Rollen', '5 Rollen'],
    ]);
  });

  it('have none in Chinese', () => {
    expect(counted('zh-CN')).toEqual(
      [0, 1, 2, 5].map((count) => [`${count} 个登录有效`, `全部 ${count} 个角色`, `${count} 个角色`]),
    );
  });

  it.each([
    ['de', '3 Std. 5 Min.', '2 Tage', 'vor 5 Minuten', 'gestern', '4.000'],
    ['zh-CN', '3 小时 5 分钟', '2 天', '5 分钟前', '昨天', '4,000'],
    ['en', '3 hr 5 min', '2 days', '5 minutes ago', 'yesterday', '4,000'],
  ])('and times are written as in %s', (tag, left, days, minutes, yesterday, many) => {
    setLocale(tag);
    expect(duration(3 * 3600 + 5 * 60 + 20)).toBe(left);
    expect(amount(2, 'day')).toBe(days);
    expect(relative(-5 * 60_000, 0)).toBe(minutes);
    expect(relative(-25 * 3_600_000, 0)).toBe(yesterday);
    expect(LANGUAGES.de.window.picker.onlyChosen(4000)).toContain(many);
    expect(moment(Date.UTC(2026, 10, 21, 12), 'day')).toContain('2026');
  });
});

describe('the language', () => {
  it.each([
    [undefined, ['de-AT', 'en'], 'de'],
    [undefined, ['zh-Hans-CN'], 'zh-CN'],
    [undefined, ['zh'], 'zh-CN'],
    [undefined, ['zh-TW', 'de'], 'de'],
    [undefined, ['zh-Hant-HK'], 'en'],
    [undefined, ['fr-FR', 'it'], 'en'],
    [undefined, ['fr', 'de'], 'de'],
    [undefined, [], 'en'],
    ['system', ['de'], 'de'],
    ['zh-CN', ['de'], 'zh-CN'],
    ['en', ['de'], 'en'],
    ['nonsense', ['de'], 'de'],
  ])('set to %s on a system that prefers %s is %s', (setting, system, tag) => {
    expect(chooseTag(setting, system)).toBe(tag);
  });
});

describe('the window', () => {
  const stage = useStage();
  const speaks = (page: Page) => page.evaluate(() => document.documentElement.lang);
  const unreachable = {
    code: 'provider_unreachable',
    message: 'login.example.com could not be reached.',
    hint: 'Check the network, VPN and proxy; Latchkey retries automatically.',
  } as const;

  it('speaks the language of the system', async () => {
    const page = await stage.open(view([profile()]), { locale: 'de-AT' });
    expect(await speaks(page)).toBe('de');
    await page.getByText('Angemeldet als Ada Moreno').waitFor();
    expect(await page.title()).toBe('Ihre Anmeldung ist aktuell · Latchkey');
  });

  it('speaks the language in the settings, from the first word on', async () => {
    const page = await stage.blank({ locale: 'de-DE' });
    stage.fake.reset(view([profile()]));
    stage.fake.answer('GET /v1/settings', { status: 200, body: { language: 'zh-CN' } });
    const heard: string[] = [];
    await page.exposeFunction('heard', (text: string) => void heard.push(text));
    await page.addInitScript(() => {
      const watcher = new MutationObserver(() => {
        const text = document.querySelector('h1')?.textContent?.trim();
        if (text) (window as unknown as { heard(text: string): void }).heard(text);
      });
      watcher.observe(document, { subtree: true, childList: true, characterData: true });
    });
    await page.goto(stage.fake.url);
    await page.getByText('已登录：Ada Moreno').waitFor();
    expect(await speaks(page)).toBe('zh-CN');
    expect(heard.length).toBeGreaterThan(0);
    for (const text of heard) expect(text).toMatch(/\p{Script=Han}/u);
  });

  it('speaks English if it has no other', async () => {
    const page = await stage.open(view([profile()]), { locale: 'fr-FR' });
    expect(await speaks(page)).toBe('en');
    await page.getByText('Signed in as Ada Moreno').waitFor();
  });

  it('opens although there is no agent to name the language', async () => {
    const page = await stage.blank({ locale: 'de-DE' });
    stage.fake.reset(view([]));
    stage.fake.die();
    await page.goto(stage.fake.url);
    await page.getByRole('heading', { name: 'Der Agent antwortet nicht' }).waitFor();
    expect(await page.locator('[lang=en]').count()).toBe(0);
  });

  it('says what an error means, and below it the agent’s own sentence, marked as English', async () => {
    const page = await stage.open(view([profile({ problem: unreachable })], { overall: 'offline' }), { locale: 'de' });
    const told = page.locator('.problem');
    expect(await told.locator('.sentence').innerText()).toBe('Der Anbieter ist nicht erreichbar');
    expect(await told.locator('.hint').innerText()).toContain('Prüfen Sie Netz, VPN und Proxy');
    expect(await told.locator('.original[lang=en]').innerText()).toBe(unreachable.message);
  });

  it('says in English only what the agent says', async () => {
    const page = await stage.open(view([profile({ problem: unreachable })], { overall: 'offline' }), { locale: 'en' });
    expect(await page.locator('.problem .sentence').innerText()).toBe(unreachable.message);
    expect(await page.locator('.problem .original').count()).toBe(0);
  });

  describe.each(OTHERS)('in %s, enlarged to twice the size', (tag) => {
    let page: Page;
    beforeAll(async () => {
      page = await stage.kept({
        locale: tag,
        viewport: { width: 210, height: 320 },
        deviceScaleFactor: 2,
        reducedMotion: 'reduce',
      });
    });

    it.each(STATES.filter((_state, at) => at % EVERY[tag] === 0))(
      '$name: nothing is cut, nothing is English',
      async (state) => {
        await reach(inLanguage(page, tag), stage.fake, state);
        expect(await speaks(page)).toBe(tag);
        expect(await tooWide(page)).toEqual([]);
        expect((await textsOf(page)).filter((text) => isEnglish(text, state.view))).toEqual([]);
      },
    );
  });
});
