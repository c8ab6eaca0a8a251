/**
 * What Intl provides for the chosen language: numbers, lists, plurals, durations, moments. `setLocale` changes it all at
 * once, so read these live bindings each time and do not store them.
 */
export let LOCALE = 'en';
export let number = new Intl.NumberFormat(LOCALE);
/** Sorts the way people expect in the language; digits count as numbers. */
export let order = new Intl.Collator(LOCALE, { numeric: true, sensitivity: 'base' });
let lists = new Intl.ListFormat(LOCALE, { style: 'long', type: 'conjunction' });
let rules = new Intl.PluralRules(LOCALE);
let ago = new Intl.RelativeTimeFormat(LOCALE, { numeric: 'auto' });
/** Created on first use. */
const units = new Map<Unit, Intl.NumberFormat>();
const moments = new Map<Precision, Intl.DateTimeFormat>();

export type Unit = 'second' | 'minute' | 'hour' | 'day';
export type Precision = 'time' | 'day' | 'day and time';
/** One form per plural category of the language; every language has `other`. */
export type Plurals = Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string };

/** `locale`: a BCP 47 tag. */
export function setLocale(locale: string): void {
  LOCALE = locale;
  lists = new Intl.ListFormat(locale, { style: 'long', type: 'conjunction' });
  number = new Intl.NumberFormat(locale);
  order = new Intl.Collator(locale, { numeric: true, sensitivity: 'base' });
  rules = new Intl.PluralRules(locale);
  ago = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  units.clear();
  moments.clear();
}

/** Intl puts no space between Chinese and Latin letters or digits; people do, and so do all texts here. */
const apart = (text: string): string =>
  text.replace(/(?<=[\p{Script=Latin}\d])(?=\p{Script=Han})|(?<=\p{Script=Han})(?=[\p{Script=Latin}\d])/gu, ' ');

export const list = { format: (parts: readonly string[]): string => apart(lists.format(parts)) };
export const one = (count: number): boolean => rules.select(count) === 'one';
export const plural = (count: number, forms: Plurals): string => forms[rules.select(count)] ?? forms.other;

/** `45 sec`, `3 hr`, `2 days`; whole numbers. */
export function amount(value: number, unit: Unit): string {
  const format =
    units.get(unit) ??
    new Intl.NumberFormat(LOCALE, { style: 'unit', unit, unitDisplay: unit === 'day' ? 'long' : 'short' });
  units.set(unit, format);
  return apart(format.format(value));
}

/** `5 minutes ago`, `yesterday`, `in 2 hours`, in the largest unit that fits. Both in milliseconds of the epoch. */
export function relative(atMs: number, nowMs: number): string {
  const s = Math.trunc((atMs - nowMs) / 1000);
  const size = Math.abs(s);
  if (size < 60) return apart(ago.format(s, 'second'));
  if (size < 3_600) return apart(ago.format(Math.trunc(s / 60), 'minute'));
  if (size < 86_400) return apart(ago.format(Math.trunc(s / 3_600), 'hour'));
  return apart(ago.format(Math.trunc(s / 86_400), 'day'));
}

const PRECISIONS: Readonly<Record<Precision, Intl.DateTimeFormatOptions>> = {
  time: { timeStyle: 'short' },
  day: { dateStyle: 'medium' },
  'day and time': { dateStyle: 'medium', timeStyle: 'short' },
};

/** A moment in the person's own time zone: `3:05 PM`, `21 Nov 2026, 15:05`. Milliseconds of the epoch. */
export function moment(atMs: number, precision: Precision): string {
  const format = moments.get(precision) ?? new Intl.DateTimeFormat(LOCALE, PRECISIONS[precision]);
  moments.set(precision, format);
  return format.format(atMs);
}
