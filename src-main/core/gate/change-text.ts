/** A change as it is shown to the person: every part in plain text and short enough to be read to its end. Pure. */
import { CHANGE_WORDS, type ChangeKind, changeText } from '../../../src-shared/change-words.ts';
import { present } from '../../../src-shared/present.ts';
import { plainText } from '../plain-text.ts';
import type { Change } from '../view.ts';

/** As much as a question can show legibly. */
const MAX_LENGTH = 300;
const MAX_PART = 160;

/** What stands for several of a kind. */
const MANY: Readonly<Partial<Record<ChangeKind, ChangeKind>>> = {
  allow: 'allow_many',
  allow_role: 'allow_many',
  token_to: 'token_to_many',
  setting: 'setting_many',
  setting_gone: 'setting_many',
  role_new: 'role_new_many',
};

/** In English. */
export const inWords = (changes: readonly Change[]): string => changeText(CHANGE_WORDS, changes);

/** For the record, which holds nothing that a request had for a setting: it may be a secret in the wrong place. */
export const withoutValues = (changes: readonly Change[]): Change[] =>
  changes.map((change) => (change.kind === 'setting' ? { ...change, value: '…' } : change));

/** Many are only counted: a cut text would hide its end. */
export function legible(changes: readonly Change[]): Change[] {
  const shown = changes.map(({ kind, name, value }) => present({ kind, name: part(name), value: part(value) }));
  return inWords(shown).length <= MAX_LENGTH ? shown : counted(shown);
}

function counted(changes: readonly Change[]): Change[] {
  const counts = new Map<ChangeKind, number>();
  for (const { kind } of changes) {
    const many = MANY[kind];
    if (many !== undefined) counts.set(many, (counts.get(many) ?? 0) + 1);
  }
  const single = changes.filter(({ kind }) => MANY[kind] === undefined);
  return [...single, ...[...counts].map(([kind, count]): Change => ({ kind, name: String(count) }))];
}

/** Both ends: an address may hide where it leads in either. */
function part(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const plain = plainText(text, '\u{fffd}');
  const half = MAX_PART / 2;
  return plain.length > MAX_PART ? `${plain.slice(0, half)}…${plain.slice(1 - half)}` : plain;
}
