/** A language is one file, its line and its tag: every list of tags is held to the others, so that none is forgotten. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SETTINGS } from '../src-cli/upkeep/settings-values.ts';
import { en } from '../src-languages/en.ts';
import { LANGUAGES } from '../src-languages/index.ts';
import { ERRORS } from '../src-main/core/errors.ts';
import { LanguageSetting } from '../src-main/core/settings.ts';
import { CHANGE_KINDS } from '../src-shared/change-words.ts';
import { TAGS } from '../src-shared/language-tags.ts';

const all = Object.keys(LANGUAGES);

describe('each language that there is', () => {
  it('has words for each error code, or English hints for some', () => {
    const codes = Object.keys(ERRORS);
    for (const { errors } of [LANGUAGES.de, LANGUAGES['zh-CN']])
      expect(Object.keys(errors).sort()).toEqual(codes.sort());
    expect(Object.keys(en.hints).filter((code) => !codes.includes(code))).toEqual([]);
  });

  it('security 1: says what a program wants to change, each with the same facts', () => {
    const facts = (text: string) => ['NAME', 'VALUE'].filter((fact) => text.includes(fact));
    for (const kind of CHANGE_KINDS) {
      const texts = Object.values(LANGUAGES).map(({ changes }) => changes[kind]('NAME', 'VALUE'));
      expect(new Set(texts).size, kind).toBe(texts.length);
      expect(texts.map(facts), kind).toEqual(texts.map(() => facts(en.changes[kind]('NAME', 'VALUE'))));
    }
  });

  it('can be chosen by its tag', () => {
    expect([...TAGS]).toEqual(all);
  });

  it('can be set in the agent and on the command line', () => {
    expect(LanguageSetting.options).toEqual(['system', ...all]);
    expect(SETTINGS.find(({ name }) => name === 'language')?.kind).toEqual(['system', ...all]);
  });

  it('is packaged with what Chromium itself says', () => {
    const [, listed = ''] = /^electronLanguages: \[(.+)\]$/m.exec(readFileSync('electron-builder.yml', 'utf8')) ?? [];
    // Chromium has no plain English.
    expect(listed.split(', ').map((tag) => (tag === 'en-US' ? 'en' : tag))).toEqual(all);
  });

  it('has its name in itself, and a file of its own', () => {
    for (const [tag, { name }] of Object.entries(LANGUAGES)) {
      expect(name).toBe(
        new Intl.DisplayNames(tag, { type: 'language', languageDisplay: 'dialect' }).of(
          tag === 'zh-CN' ? 'zh-Hans' : tag,
        ),
      );
      expect(readFileSync(`src-languages/${tag}.ts`, 'utf8')).toContain(name);
    }
  });
});
