/** The tray's menu as data, and the commands behind its lines. */
import type { AskAnswer } from '../../core/view.ts';

export type TrayCommand = 'sign-in' | 'cancel' | 'refresh' | 'copy-token' | 'sign-out';
export type TrayAction =
  | { readonly kind: TrayCommand; readonly profile: string }
  | RoleAction
  | AnswerAction
  | { readonly kind: 'snooze'; readonly profile: string }
  | { readonly kind: 'open' }
  | { readonly kind: 'lock' }
  | { readonly kind: 'quit' };

export interface AnswerAction {
  readonly kind: 'answer';
  readonly id: string;
  readonly answer: AskAnswer;
}

/** Copies not the credentials but the command that fetches them: keys to an account do not belong on a clipboard. */
export type RoleAction =
  | { readonly kind: 'open-console'; readonly profile: string; readonly role: string }
  | { readonly kind: 'copy-command'; readonly profile: string; readonly text: string };

export interface TrayItem {
  readonly label: string;
  /** Absent: a line to read only, or the parent of `submenu`. */
  readonly action?: TrayAction;
  readonly submenu?: TrayMenu;
}

/** `null` is a separator. */
export type TrayMenu = readonly (TrayItem | null)[];
