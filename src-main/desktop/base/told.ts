/**
 * What the desktop remembers from one start to the next: nothing that matters, so a full disk or a broken file costs only
 * that it is said, or placed, once more.
 */
import Store from 'electron-store';
import type { ToldEnding, ToldEndings } from '../notices/due-notices.ts';

/** Never throws: an error out of an event of Electron would end the program. */
export function remember(write: () => void): void {
  try {
    write();
  } catch {
    // It is kept for as long as the program runs.
  }
}

const SCHEMA = {
  endings: {
    type: 'object',
    additionalProperties: {
      type: 'object',
      additionalProperties: false,
      required: ['id', 'stage'],
      properties: { id: { type: 'string', maxLength: 32 }, stage: { type: 'integer', minimum: 1, maximum: 9 } },
    },
  },
} as const;

/** Of which sign-in's end each profile was told. Names and times only. */
export function toldEndings(): ToldEndings {
  const store = new Store<{ endings?: Record<string, ToldEnding> }>({
    name: 'told',
    schema: SCHEMA,
    clearInvalidConfig: true,
  });
  const told = new Map(Object.entries(store.get('endings') ?? {}));
  const keep = (): void => remember(() => store.set('endings', Object.fromEntries(told)));
  return {
    get: (profile) => told.get(profile),
    keys: () => told.keys(),
    set(profile, ending) {
      told.set(profile, ending);
      keep();
      return told;
    },
    delete(profile) {
      const had = told.delete(profile);
      keep();
      return had;
    },
  };
}
