/**
 * What the window opens at: `#lock` from the tray, `#no-tray` without one, `#settings`, `#profile/NAME` from a link. It only
 * shows something, and never does anything.
 */
import { strings } from '../src-languages/window.ts';
import { PROFILE } from '../src-shared/names.ts';
import type { Model } from './model/model.ts';

const PROFILE_HASH = new RegExp(`^#profile/(${PROFILE})$`);

export function obeyHash(model: Model): void {
  const { hash } = location;
  if (hash === '') return;
  history.replaceState(null, '', location.pathname);
  if (hash === '#lock') model.open({ kind: 'lock' });
  if (hash === '#no-tray') model.say({ kind: 'done', message: strings.noTray.text, hint: strings.noTray.hint });
  if (hash === '#settings') model.showPage({ kind: 'settings' });
  const name = PROFILE_HASH.exec(hash)?.[1];
  // With the first View, an unknown name gives way to the list.
  if (name !== undefined) model.showPage({ kind: 'detail', name });
}
