/** The desktop's language. */
import { app } from 'electron';
import { chooseTag } from '../../src-languages/choose-tag.ts';
import { setDesktopLanguage } from '../../src-languages/desktop.ts';

/** `setting`: as in the settings; absent: the system's language. */
export function useLanguage(setting?: string): void {
  setDesktopLanguage(chooseTag(setting, app.getPreferredSystemLanguages()));
}
