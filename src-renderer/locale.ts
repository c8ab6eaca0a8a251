/** The language of the window, and what Intl says in it about numbers, plurals and lists. */
export const LOCALE = 'en';

const plural = new Intl.PluralRules(LOCALE);
export const list = new Intl.ListFormat(LOCALE, { style: 'long', type: 'conjunction' });
export const number = new Intl.NumberFormat(LOCALE);
export const one = (count: number): boolean => plural.select(count) === 'one';
