/** Chooses the window's language: the one in the settings, else the first supported system language. Once per page. */
import { chooseTag } from '../src-languages/choose-tag.ts';
import { setLanguage } from '../src-languages/window.ts';
import { isRecord } from './model/api.ts';

/** The window does not stay empty if the agent does not answer. */
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

/** Changing the setting reloads the page. */
export async function chooseLanguage(): Promise<void> {
  const tag = chooseTag(await settingOf(), navigator.languages);
  setLanguage(tag);
  document.documentElement.lang = tag;
}
