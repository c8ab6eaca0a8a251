/** The profile fields that providers describe: settings and secrets that exist, with labels in every language. */
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../src-languages/index.ts';
import { SANDBOX_KIND } from '../../src-main/core/agent/sandbox.ts';
import { providers } from '../../src-main/providers/index.ts';
import { PROFILE_FIELDS } from '../../src-main/providers/profile-fields.ts';

const SECRETS = ['client_secret', 'private_key', 'initial_access_token'];

const settingsOf = (kind: string): string[] => {
  const schema = providers.find((provider) => provider.kind === kind)?.settings;
  return schema !== undefined && 'shape' in schema ? Object.keys(schema.shape as object) : [];
};

describe('the fields of a profile', () => {
  it('are described for each provider that a person can choose', () => {
    const kinds = providers.map(({ kind }) => kind).filter((kind) => kind !== SANDBOX_KIND);
    expect(PROFILE_FIELDS.map(({ kind }) => kind).sort()).toEqual(kinds.sort());
  });

  it.each(PROFILE_FIELDS.map((described) => [described.kind, described] as const))(
    '%s: are settings or secrets of the provider',
    (kind, { fields, errors }) => {
      const names = fields.map(({ name }) => name);
      const known = [...settingsOf(kind), ...SECRETS];
      expect(known.length).toBeGreaterThan(SECRETS.length);
      expect(names.filter((name) => !known.includes(name))).toEqual([]);
      expect(new Set(names).size).toBe(names.length);
      expect(fields.filter(({ as, name }) => (as === 'secret') !== SECRETS.includes(name))).toEqual([]);
      expect(Object.values(errors).filter((name) => name !== 'name' && !names.includes(name))).toEqual([]);
    },
  );

  it.each(Object.entries(LANGUAGES))(
    '%s: have a label and a help text wherever the window shows them',
    (_tag, { window }) => {
      const { method } = window.form;
      const form = window.form as unknown as Record<string, Record<string, unknown>>;
      for (const { kind, like = kind, fields } of PROFILE_FIELDS) {
        expect(form[kind]).toHaveProperty('title');
        const words = { ...form[like], ...form[kind] };
        const shown = fields.filter(({ place }) => place !== undefined);
        const missing = shown.filter(({ name }) => !Array.isArray(words[name]) || words[name].length !== 2);
        expect(missing.map(({ name }) => name)).toEqual([]);
        const choices = fields.flatMap((field) => field.choices ?? []);
        expect(choices.filter((choice) => !(choice in method))).toEqual([]);
      }
    },
  );

  it('an option means the same for every provider', () => {
    const options = new Map<string, string>();
    for (const { option, name } of PROFILE_FIELDS.flatMap(({ fields }) => fields)) {
      expect(options.get(option.name) ?? name).toBe(name);
      options.set(option.name, name);
    }
  });
});
