/**
 * The languages besides English, which is the measure (language.ts). A new one: a file like these, a line here, its tag in
 * TAGS, and among the choices of the setting (LanguageSetting in core/settings.ts, settings-values.ts of the command line).
 */
import { de } from './de.ts';
import type { Language, Tag } from './language.ts';
import { zhCN } from './zh-CN.ts';

export const OTHERS: Readonly<Record<Exclude<Tag, 'en'>, Required<Language>>> = { de, 'zh-CN': zhCN };
