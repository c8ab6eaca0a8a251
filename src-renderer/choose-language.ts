/** Which language the window speaks: the one of the settings, else the first of the system's that there is. Once per page. */
import { chooseTag } from '../src-languages/choose-tag.ts';
import { setLanguage } from '../src-languages/window.ts';
import { isRecord } from './model/api.ts';

/** The window does not stay empty for an agent that does not answer. */
const DEADLINE_MS = 500;

async function settingOf(): Promise<unknown> {
  try {
    const response = await fetch('/v1/settings', { signal: AbortSignal.timeout(DEADLINE_MS), cache: 'no-store' });
    const answer: unknown = response.ok ? await response.json() : undefined;
    return isRecord(answer) ? answer['language'] : undefined;
  } catch {
    return undefined;
  }
}

/** Who changes the setting loads the page anew. */
export async function chooseLanguage(): Promise<void> {
  const tag = chooseTag(await settingOf(), navigator.languages);
  setLanguage(tag);
  document.documentElement.lang = tag;
}
