/** Chooses the language: the one in the settings, or the first of the system's languages that Latchkey has. Pure. */
import { TAGS, type Tag } from '../src-shared/language-tags.ts';

const isTag = (value: unknown): value is Tag => TAGS.some((tag) => tag === value);

/** Traditional Chinese reads differently; English serves its readers better than the wrong script. */
const TRADITIONAL = /^zh-(?:hant|tw|hk|mo)\b/i;

function known(wanted: string): Tag | undefined {
  if (TRADITIONAL.test(wanted)) return undefined;
  const [base] = wanted.toLowerCase().split(/[-_]/);
  return TAGS.find((tag) => tag.split('-')[0] === base);
}

/** The language in the settings, else the first supported system language (`de-AT`, `zh-Hans-CN`, …), else English. */
export function chooseTag(setting: unknown, system: readonly string[]): Tag {
  if (isTag(setting)) return setting;
  for (const wanted of system) {
    const tag = known(wanted);
    if (tag !== undefined) return tag;
  }
  return 'en';
}
