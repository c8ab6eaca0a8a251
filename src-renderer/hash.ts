/**
 * What the window opens at: `#lock` from the tray, `#settings`, `#profile/NAME` from a link, each perhaps with `&no-tray`:
 * a note, which replaces no page. It only shows something, and never does anything.
 */
import { strings } from '../src-languages/window.ts';
import { PROFILE } from '../src-shared/names.ts';
import type { Model } from './model/model.ts';

const PROFILE_HASH = new RegExp(`^profile/(${PROFILE})$`);

export function obeyHash(model: Model): void {
  const { hash } = location;
  if (hash === '') return;
  history.replaceState(null, '', location.pathname);
  for (const place of hash.slice(1).split('&')) obey(place, model);
}

function obey(place: string, model: Model): void {
  if (place === 'lock') model.open({ kind: 'lock' });
  if (place === 'no-tray') model.say({ kind: 'done', message: strings.noTray.text, hint: strings.noTray.hint });
  if (place === 'settings') model.showPage({ kind: 'settings' });
  const name = PROFILE_HASH.exec(place)?.[1];
  // With the first View, an unknown name gives way to the list.
  if (name !== undefined) model.showPage({ kind: 'detail', name });
}
