/** Which language to speak: the one that is set, or the first of the system's languages that Latchkey has. Pure. */
import { TAGS, type Tag } from '../src-shared/language-tags.ts';

const isTag = (value: unknown): value is Tag => TAGS.some((tag) => tag === value);

/** Traditional Chinese is another language to read; English serves its readers better than a wrong script. */
const TRADITIONAL = /^zh-(?:hant|tw|hk|mo)\b/i;

function known(wanted: string): Tag | undefined {
  if (TRADITIONAL.test(wanted)) return undefined;
  const [base] = wanted.toLowerCase().split(/[-_]/);
  return TAGS.find((tag) => tag.split('-')[0] === base);
}

/** The one set, else the first of the system's (`de-AT`, `zh-Hans-CN`, …) that there is, else English. */
export function chooseTag(setting: unknown, system: readonly string[]): Tag {
  if (isTag(setting)) return setting;
  for (const wanted of system) {
    const tag = known(wanted);
    if (tag !== undefined) return tag;
  }
  return 'en';
}
