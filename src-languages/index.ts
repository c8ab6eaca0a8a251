/** The languages besides English, which is the measure (language.ts). A new one: a file like these, a line here, its tag in TAGS. */
import { de } from './de.ts';
import type { Language, Tag } from './language.ts';
import { zhCN } from './zh-CN.ts';

export const OTHERS: Readonly<Record<Exclude<Tag, 'en'>, Required<Language>>> = { de, 'zh-CN': zhCN };
