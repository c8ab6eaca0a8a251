/** The dialog that adds roles, as its templates see it. Types only. */
import type { AvailableRolesResponse, ProfileView } from '../../src-main/api/types.ts';
import type { Explained } from '../model/shown.ts';
import type { Choice } from './choices.ts';

/** A ticked role, with the name it gets. */
export interface Chosen {
  readonly choice: Choice;
  readonly name: string;
  readonly refused?: Explained | undefined;
}

/** What the dialog shows, and what it can do. */
export interface Picking {
  readonly profile: ProfileView;
  /** Undefined: still listing, or `failed` says why there is no list. */
  readonly found: AvailableRolesResponse | undefined;
  readonly failed: Explained | undefined;
  readonly all: readonly Choice[];
  readonly matching: readonly Choice[];
  readonly typed: string;
  readonly onlyChosen: boolean;
  readonly chosen: ReadonlyMap<string, Chosen>;
  /** While roles are being added: how many in all, how many done. */
  readonly adding: { readonly total: number; readonly done: number } | undefined;
  /** The row that Tab leads to. */
  readonly active: string | undefined;
  readonly onKey: (event: KeyboardEvent) => void;
  errorAt(key: string): Explained | undefined;
  list(again: boolean): Promise<void>;
  filter(typed: string): void;
  set(change: { onlyChosen: boolean }): void;
  toggle(choice: Choice): void;
  rename(key: string, name: string): void;
  submit(): Promise<void>;
  close(): void;
}
