/**
 * A page that is driven by its English words while it speaks another language: what a step looks for by text is looked for in
 * the page's own words. So every state of the window is reached by the same steps in each language.
 */
import type { Locator, Page } from 'playwright';
import { OTHERS } from '../../src-languages/index.ts';
import type { Tag } from '../../src-languages/language.ts';
import { english } from '../../src-renderer/strings.ts';

type Words = Readonly<Record<string, unknown>>;
type Other = Exclude<Tag, 'en'>;
interface Pair {
  readonly english: string;
  readonly other: string;
}

/** Stands where a sentence has a name; a sentence of several is not looked for by its text. */
const NAME = '\u0001';

function pairsOf(words: Words, others: Words): Pair[] {
  return Object.entries(words).flatMap(([key, word]) => {
    const other = others[key];
    if (typeof word === 'string' && typeof other === 'string') return [{ english: word, other }];
    if (typeof word === 'function' && typeof other === 'function') {
      return word.length === 1 ? sentence(() => ({ english: word(NAME), other: other(NAME) })) : [];
    }
    return pairsOf(word as Words, other as Words);
  });
}

/** One that takes no name, but a number or a list, has no such form. */
function sentence(make: () => Pair): Pair[] {
  try {
    return [make()].filter((pair) => pair.english.split(NAME).length === 2);
  } catch {
    return [];
  }
}

export function translator(tag: Other): (text: string) => string {
  const { window, told } = OTHERS[tag];
  const pairs = [
    ...pairsOf(english, window),
    ...Object.entries(told).map(([text, other]) => ({ english: text, other })),
    { english: english.picker.listing(119, 500), other: window.picker.listing(119, 500) },
    { english: english.picker.listing(120, 500), other: window.picker.listing(120, 500) },
  ];
  return (text) => {
    const exact = pairs.find((pair) => pair.english === text);
    if (exact !== undefined) return exact.other;
    for (const pair of pairs) {
      const [before = '', after] = pair.english.split(NAME);
      if (after === undefined || before + after === '' || !text.startsWith(before) || !text.endsWith(after)) continue;
      return pair.other.replace(NAME, text.slice(before.length, text.length - after.length));
    }
    return pairs.find((pair) => pair.english.includes(text))?.other ?? text;
  };
}

const BY_TEXT = new Set(['getByText', 'getByLabel', 'getByRole', 'selectOption']);
const PARTS = new Set(['locator', 'first', 'last', 'nth', 'filter', ...BY_TEXT]);

export function inLanguage<Place extends Page | Locator>(place: Place, tag: Other): Place {
  const translate = translator(tag);
  const said = (given: unknown): unknown => {
    if (typeof given === 'string') return translate(given);
    if (typeof given === 'object' && given !== null && 'name' in given && typeof given.name === 'string') {
      return { ...given, name: translate(given.name) };
    }
    return given;
  };
  const wrap = <Wrapped extends object>(wrapped: Wrapped): Wrapped =>
    new Proxy(wrapped, {
      get(target, key) {
        const member: unknown = Reflect.get(target, key);
        if (typeof member !== 'function') return member;
        return (...given: unknown[]) => {
          // The first argument of getByRole is a role.
          const words = BY_TEXT.has(String(key))
            ? given.map((one, at) => (key === 'getByRole' && at === 0 ? one : said(one)))
            : given;
          const result: unknown = member.apply(target, words);
          const isPart = PARTS.has(String(key)) && typeof result === 'object' && result !== null;
          return isPart && !(result instanceof Promise) ? wrap(result) : result;
        };
      },
    });
  return wrap(place);
}
