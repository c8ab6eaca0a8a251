/** Profile and role names for what has another kind of name in AWS's configuration: unique, and the same at every import. Pure. */
import { asName, type NameRule } from './names.ts';

export interface Nameable<Item> {
  readonly rule: NameRule;
  readonly items: readonly Item[];
  /** The name in AWS's configuration. */
  readonly nameOf: (item: Item) => string;
  /** Used if none of its characters can be in a name. */
  readonly otherwise: (item: Item) => string;
  /** False if something else already has that name. */
  readonly isFree: (item: Item, name: string) => boolean;
}

/** A name that can stay stays, whatever the order. Others lose what a name cannot have, and get a number if the rest is taken. */
export function namesFor<Item>({ rule, items, nameOf, otherwise, isFree }: Nameable<Item>): Map<Item, string> {
  const names = new Map<Item, string>();
  const taken = new Set<string>();
  const give = (item: Item, name: string): void => {
    names.set(item, name);
    taken.add(name);
  };
  const canKeep = (item: Item): boolean => asName(rule, nameOf(item)) === nameOf(item);
  for (const item of items) if (canKeep(item) && !taken.has(nameOf(item))) give(item, nameOf(item));
  for (const item of items.filter((candidate) => !names.has(candidate))) {
    const base =
      asName(rule, nameOf(item)).replace(/-{2,}/g, '-').replace(/-$/, '') || asName(rule, otherwise(item)) || 'aws';
    let name = base;
    for (let count = 2; taken.has(name) || !isFree(item, name); count += 1) {
      const number = `-${count}`;
      name = `${base.slice(0, rule.longest - number.length)}${number}`;
    }
    give(item, name);
  }
  return names;
}
