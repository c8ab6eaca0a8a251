/** The languages besides English, which is the measure (language.ts). A new one: a file like these, a line here, its tag in TAGS. */
import type { Language, Tag } from './language.ts';

export const OTHERS: Readonly<Partial<Record<Exclude<Tag, 'en'>, Required<Language>>>> = {};
