/** What the window can show: a page, a dialog, a sign-in, a notice, an explanation. Types only. */
import type { ErrorView } from '../../src-main/api/types.ts';

export interface Explained extends Pick<ErrorView, 'message' | 'hint'> {
  readonly code?: string;
}

export type UpkeepPage = 'settings' | 'doctor' | 'log';

/** What is shown in place of the list. */
export type Page = { readonly kind: UpkeepPage } | { readonly kind: 'detail'; readonly name: string };

/** The dialog that the person opened. Questions about programs open on their own and are not among these. */
export type Dialog =
  | { readonly kind: 'add' | 'lock' | 'palette' | 'keys' }
  | { readonly kind: 'edit' | 'remove' | 'add-roles' | 'programs'; readonly name: string }
  | { readonly kind: 'remove-role'; readonly name: string; readonly role: string };

/** The sign-in being shown. */
export interface Panel {
  readonly name: string;
  /** The attempt that the person just replaced: what is known about it is out of date. */
  readonly staleId?: string | undefined;
  /** The request itself was refused, so there is no attempt to show. */
  readonly error?: Explained;
}

export interface Notice extends Explained {
  readonly kind: 'done' | 'error';
}
