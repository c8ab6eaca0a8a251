/**
 * A page that is driven by its English words while it speaks another language: what a step looks for by text is looked for in
 * the page's own words. So every state of the window is reached by the same steps in each language.
 */
import type { Locator, Page } from 'playwright';
import { en } from '../../../src-languages/en.ts';
import { LANGUAGES } from '../../../src-languages/index.ts';
import type { Tag } from '../../../src-shared/language-tags.ts';

type Words = Readonly<Record<string, unknown>>;
type Other = Exclude<Tag, 'en'>;
interface Pair {
  readonly english: string;
  readonly other: string;
}

/** In place of a name in a sentence; a sentence with several is not found by its text. */
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

/** A sentence that takes a number or a list instead of a name has no such form. */
function sentence(make: () => Pair): Pair[] {
  try {
    return [make()].filter((pair) => pair.english.split(NAME).length === 2);
  } catch {
    return [];
  }
}

/** The sentence with the name that `text` contains; undefined: `text` is another sentence. */
function withName({ english, other }: Pair, text: string): string | undefined {
  const [before = '', after] = english.split(NAME);
  if (after === undefined || before + after === '' || !text.startsWith(before) || !text.endsWith(after))
    return undefined;
  return other.replace(NAME, text.slice(before.length, text.length - after.length));
}

/** Returns every word that the English one may stand for: an English word may be two in another language. */
export function translator(tag: Other): (text: string) => readonly string[] {
  const { window, told } = LANGUAGES[tag];
  const pairs = [
    ...pairsOf(en.window, window),
    ...Object.entries(told).map(([text, other]) => ({ english: text, other })),
    { english: en.window.picker.listing(119, 500), other: window.picker.listing(119, 500) },
    { english: en.window.picker.listing(120, 500), other: window.picker.listing(120, 500) },
  ];
  return (text) => {
    const whole = pairs.filter((pair) => pair.english === text).map(({ other }) => other);
    const found = [...whole, ...pairs.flatMap((pair) => withName(pair, text) ?? [])];
    const parts = pairs.filter((pair) => pair.english.includes(text)).map(({ other }) => other);
    return [...new Set(found.length > 0 ? found : parts.slice(0, 1))];
  };
}

const BY_TEXT = new Set(['getByText', 'getByLabel', 'getByRole', 'selectOption']);
const PARTS = new Set(['locator', 'first', 'last', 'nth', 'filter', ...BY_TEXT]);

export function inLanguage<Place extends Page | Locator>(place: Place, tag: Other): Place {
  const translate = translator(tag);
  const either = (text: string, exact: boolean): string | RegExp => {
    const found = translate(text);
    if (found.length < 2) return found[0] ?? text;
    const any = found.map((one) => one.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|');
    return exact ? new RegExp(`^(?:${any})$`) : new RegExp(any);
  };
  const isExact = (options: unknown): boolean =>
    typeof options === 'object' && options !== null && 'exact' in options && options.exact === true;
  const said = (given: unknown, options: unknown): unknown => {
    if (typeof given === 'string') return either(given, isExact(options));
    if (typeof given === 'object' && given !== null && 'name' in given && typeof given.name === 'string') {
      return { ...given, name: either(given.name, isExact(given)) };
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
            ? given.map((one, at) => (key === 'getByRole' && at === 0 ? one : said(one, given[1])))
            : given;
          const result: unknown = member.apply(target, words);
          const isPart = PARTS.has(String(key)) && typeof result === 'object' && result !== null;
          return isPart && !(result instanceof Promise) ? wrap(result) : result;
        };
      },
    });
  return wrap(place);
}
