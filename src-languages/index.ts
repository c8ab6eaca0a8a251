/**
 * All languages by tag. To add one: a file like these, a line here, and its tag in src-shared/language-tags.ts and
 * electron-builder.yml.
 */
import type { Tag } from '../src-shared/language-tags.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import type { Language } from './language.ts';
import { zhCN } from './zh-CN.ts';

export const LANGUAGES: Readonly<Record<Tag, Language>> = { en, de, 'zh-CN': zhCN };
