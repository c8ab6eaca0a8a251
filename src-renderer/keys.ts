/**
 * The window's keyboard shortcuts: palette, search, help, moving through the list, going back. Fields, menus and dialogs
 * handle their own keys first.
 */

import { find } from './list/search.ts';
import type { Model } from './model/model.ts';

const FIELDS = 'input, textarea, select, [contenteditable]';

/** Undefined: the list is shown. */
const over = ({ panel, rolesOf, page }: Model): boolean =>
  panel !== undefined || rolesOf !== undefined || page !== undefined;

export class Keys {
  readonly #model: Model;
  readonly #root: HTMLElement;
  /** The profile whose row had the focus before the list was redrawn. */
  #focused: string | undefined;

  constructor(model: Model, root: HTMLElement) {
    this.#model = model;
    this.#root = root;
  }

  listen(): void {
    document.addEventListener('keydown', this.#onKey);
  }

  unlisten(): void {
    document.removeEventListener('keydown', this.#onKey);
  }

  beforeDrawing(): void {
    this.#focused = document.activeElement?.closest<HTMLElement>('.row')?.dataset['profile'];
  }

  /** A row that moves to another group loses the focus. */
  afterDrawing(): void {
    if (this.#focused === undefined || document.activeElement !== document.body) return;
    this.#root.querySelector<HTMLElement>(`[data-profile="${CSS.escape(this.#focused)}"] .name`)?.focus();
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const { view } = this.#model;
    if (event.defaultPrevented || event.isComposing || view === undefined || view.agent.locked) return;
    const inDialog = this.#root.querySelector('dialog') !== null;
    const act = inDialog ? this.#inDialog(event) : this.#action(event);
    if (act === undefined) return;
    event.preventDefault();
    act();
  };

  /** The same key opens and closes it. */
  #inDialog(event: KeyboardEvent): (() => void) | undefined {
    if (this.#model.dialog?.kind !== 'palette' || !isCtrl(event) || event.key.toLowerCase() !== 'k') return undefined;
    return () => this.#model.open(undefined);
  }

  #action(event: KeyboardEvent): (() => void) | undefined {
    if (isCtrl(event)) return this.#ctrl(event.key.toLowerCase());
    if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
    const field = event.target instanceof Element ? event.target.closest(FIELDS) : null;
    if (event.key === 'F1') return () => this.#model.open({ kind: 'keys' });
    if (field?.id === 'search') return this.#inSearch(event.key);
    if (event.key === 'Escape' && over(this.#model)) return hasOwnEscape(field) ? undefined : this.#back();
    if (field !== null) return undefined;
    if (event.key === '?') return () => this.#model.open({ kind: 'keys' });
    if (over(this.#model)) return undefined;
    return this.#inList(event);
  }

  #ctrl(key: string): (() => void) | undefined {
    if (key === 'k') return () => this.#model.open({ kind: 'palette' });
    if (key === ',') return () => this.#model.showPage({ kind: 'settings' });
    if (key === 'f' && !over(this.#model) && this.#any()) return () => this.#search();
    return undefined;
  }

  #any(): boolean {
    return (this.#model.view?.profiles.length ?? 0) > 0;
  }

  /** Like the button in the header. */
  #back(): (() => void) | undefined {
    const button = this.#root.querySelector<HTMLElement>('header .back');
    return button === null ? undefined : () => button.click();
  }

  #inSearch(key: string): (() => void) | undefined {
    if (key === 'Escape') return () => this.#endSearch();
    if (key === 'ArrowDown') return () => this.#focusRow(0);
    if (key === 'Enter') return () => this.#rows()[0]?.click();
    return undefined;
  }

  #inList(event: KeyboardEvent): (() => void) | undefined {
    const { key } = event;
    const at = this.#focusedRow();
    const last = this.#rows().length - 1;
    if (last >= 0 && key === 'ArrowDown') return () => this.#focusRow(Math.min(at + 1, last));
    if (last >= 0 && key === 'ArrowUp') return () => (at <= 0 ? this.#toSearch() : this.#focusRow(at - 1));
    if (last >= 0 && key === 'Home') return () => this.#focusRow(0);
    if (last >= 0 && key === 'End') return () => this.#focusRow(last);
    if (key === 'Escape' && this.#model.query !== undefined) return () => this.#endSearch();
    if (!this.#any()) return undefined;
    if (key === '/') return () => this.#search();
    // A space presses the focused button.
    const isLetter = [...key].length === 1 && key !== ' ';
    return isLetter ? () => this.#search((this.#model.query ?? '') + key) : undefined;
  }

  /** From the first row to the search field, if there is one. */
  #toSearch(): void {
    const field = this.#root.querySelector<HTMLElement>('#search');
    if (field === null) this.#focusRow(0);
    else field.focus();
  }

  #rows(): readonly HTMLElement[] {
    return [...this.#root.querySelectorAll<HTMLElement>('.row .name')];
  }

  /** The row that contains the focus; -1: none. */
  #focusedRow(): number {
    const row = document.activeElement?.closest('.row');
    return this.#rows().findIndex((name) => row?.contains(name) ?? false);
  }

  #focusRow(index: number): void {
    const name = this.#rows()[index];
    name?.focus();
    name?.closest('.row')?.scrollIntoView({ block: 'nearest' });
  }

  #search(typed = this.#model.query ?? ''): void {
    find(this.#model, typed);
    // The field is drawn first.
    requestAnimationFrame(() => {
      const field = this.#root.querySelector<HTMLInputElement>('#search');
      field?.focus();
      field?.setSelectionRange(typed.length, typed.length);
    });
  }

  #endSearch(): void {
    find(this.#model, undefined);
    requestAnimationFrame(() => this.#focusRow(0));
  }
}

/** The browser first empties a filter that has text. */
const hasOwnEscape = (field: Element | null): boolean =>
  field instanceof HTMLInputElement && field.type === 'search' && field.value !== '';

/** Ctrl, or the command key on a Mac; both work everywhere. */
const isCtrl = (event: KeyboardEvent): boolean => (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
