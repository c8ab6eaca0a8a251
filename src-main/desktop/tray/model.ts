/** The tray's menu as data, and the commands that its lines carry. */
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

/** Credentials are not copied: a clipboard is no place for what opens an account. The command that fetches them is. */
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
