/**
 * Keeps the focus in the window when what has it goes away or is switched off for a moment: whoever works with the keyboard
 * would begin again at the top. What opens and closes on purpose moves the focus by itself, and goes first.
 */
const ENABLED = ':is(button, input, select, textarea, summary, a[href]):not(:disabled, [tabindex="-1"])';

export class FocusKeeper {
  readonly #root: HTMLElement;
  readonly #watch = new MutationObserver(() => this.#look());
  /** What had the focus last; undefined: the person clicked beside everything. */
  #last: HTMLElement | undefined;
  /** What had it before a note appeared and took it. */
  #beforeNote: HTMLElement | undefined;
  /** In which row of the list that was; -1: in none. */
  #row = -1;
  #isOff = false;

  constructor(root: HTMLElement) {
    this.#root = root;
  }

  listen(): void {
    document.addEventListener('focusin', this.#onFocus);
    document.addEventListener('pointerdown', this.#forget);
    this.#watch.observe(this.#root, {
      childList: true,
      subtree: true,
      attributes: true,
      attributeFilter: ['disabled'],
    });
  }

  unlisten(): void {
    document.removeEventListener('focusin', this.#onFocus);
    document.removeEventListener('pointerdown', this.#forget);
    this.#watch.disconnect();
  }

  readonly #onFocus = ({ target }: FocusEvent): void => {
    if (!(target instanceof HTMLElement)) return;
    if (target.closest('.notices') === null) this.#beforeNote = target;
    this.#last = target;
    this.#isOff = false;
    this.#row = this.#rows().findIndex((row) => row.contains(target));
  };

  readonly #forget = (): void => {
    this.#last = undefined;
  };

  #rows(): readonly HTMLElement[] {
    return [...this.#root.querySelectorAll<HTMLElement>('.row')].filter((row) => row.querySelector(ENABLED) !== null);
  }

  #look(): void {
    const last = this.#last;
    if (last === undefined) return;
    if (!last.isConnected) {
      // Once all that is drawn together is there, and what moves the focus itself has done so.
      requestAnimationFrame(() => last === this.#last && isNowhere() && this.#place()?.focus());
    } else if (last.matches(':disabled')) {
      // The browser takes the focus from it with the next frame.
      this.#isOff = true;
    } else if (this.#isOff) {
      this.#isOff = false;
      if (isNowhere()) last.focus();
    }
  }

  /** As near as can be to where the focus was. */
  #place(): HTMLElement | null | undefined {
    const dialog = [...this.#root.querySelectorAll('dialog[open]')].at(-1);
    if (dialog !== undefined) return dialog.querySelector<HTMLElement>(ENABLED);
    if (this.#beforeNote?.isConnected && !this.#beforeNote.matches(':disabled')) return this.#beforeNote;
    const rows = this.#rows();
    const row = this.#row < 0 ? undefined : rows[Math.min(this.#row, rows.length - 1)];
    return (
      row?.querySelector<HTMLElement>(ENABLED) ??
      this.#root.querySelector<HTMLElement>('header h1[tabindex]') ??
      this.#root.querySelector<HTMLElement>(`main ${ENABLED}`)
    );
  }
}

const isNowhere = (): boolean => document.activeElement === document.body || document.activeElement === null;
