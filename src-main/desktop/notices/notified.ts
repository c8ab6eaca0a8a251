/** Which endings each profile's person was notified of, so that a restart does not repeat them. Names and times only. */
import Store from 'electron-store';
import { remember } from '../base/remember.ts';

/** Which sign-in, and how urgent its end was. */
export interface NotifiedEnding {
  readonly id: string;
  readonly stage: number;
}
/** By profile. */
export type NotifiedEndings = Pick<Map<string, NotifiedEnding>, 'get' | 'set' | 'delete' | 'keys'>;

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

/** Stored in told.json. */
export function notifiedEndings(): NotifiedEndings {
  const store = new Store<{ endings?: Record<string, NotifiedEnding> }>({
    name: 'told',
    schema: SCHEMA,
    clearInvalidConfig: true,
  });
  const notified = new Map(Object.entries(store.get('endings') ?? {}));
  const keep = (): void => remember(() => store.set('endings', Object.fromEntries(notified)));
  return {
    get: (profile) => notified.get(profile),
    keys: () => notified.keys(),
    set(profile, ending) {
      notified.set(profile, ending);
      keep();
      return notified;
    },
    delete(profile) {
      const had = notified.delete(profile);
      keep();
      return had;
    },
  };
}
