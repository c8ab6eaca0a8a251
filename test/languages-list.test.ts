/** A language is one file and its tag: every list of tags is held to the others, so that none is forgotten. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SETTINGS } from '../src-cli/upkeep/settings-values.ts';
import { OTHERS } from '../src-languages/index.ts';
import { TAGS } from '../src-languages/language.ts';
import { LanguageSetting } from '../src-main/core/settings.ts';

const all = ['en', ...Object.keys(OTHERS)];

describe('each language that there is', () => {
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
    for (const [tag, { name }] of Object.entries(OTHERS)) {
      expect(name).toBe(
        new Intl.DisplayNames(tag, { type: 'language', languageDisplay: 'dialect' }).of(
          tag === 'zh-CN' ? 'zh-Hans' : tag,
        ),
      );
      expect(readFileSync(`src-languages/${tag}.ts`, 'utf8')).toContain(name);
    }
  });
});
