/**
 * Keeps the focus in the window when the focused element goes away or is disabled for a moment; otherwise keyboard users
 * would start again at the top. Anything that opens or closes on purpose moves the focus itself, first.
 */
const ENABLED = ':is(button, input, select, textarea, summary, a[href]):not(:disabled, [tabindex="-1"])';

export class FocusKeeper {
  readonly #root: HTMLElement;
  readonly #watch = new MutationObserver(() => this.#look());
  /** The last focused element; undefined: the person clicked outside everything. */
  #last: HTMLElement | undefined;
  /** The focused element before a note appeared and took the focus. */
  #beforeNote: HTMLElement | undefined;
  /** Its row in the list; -1: none. */
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
      // After everything drawn together is there, and after anything that moves the focus itself.
      requestAnimationFrame(() => last === this.#last && isNowhere() && this.#place()?.focus());
    } else if (last.matches(':disabled')) {
      // The browser removes its focus in the next frame.
      this.#isOff = true;
    } else if (this.#isOff) {
      this.#isOff = false;
      if (isNowhere()) last.focus();
    }
  }

  /** As close as possible to the former focus. */
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
