/** A profile's "more" menu: a button and a list of commands, with arrow keys, Home, End, Enter and Escape. */
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { icon } from './icons.ts';

export interface MenuItem {
  readonly label: string;
  readonly danger?: boolean;
  readonly run: () => void;
}

export class RowMenu extends LitElement {
  static override properties = {
    label: {},
    items: { attribute: false },
    disabled: { type: Boolean },
    open: { state: true },
  };
  declare label: string;
  declare items: readonly MenuItem[];
  declare disabled: boolean;
  declare open: boolean;
  /** The item that gets the focus when the menu opens; -1: the last. */
  #first = 0;

  constructor() {
    super();
    this.label = '';
    this.items = [];
    this.disabled = false;
    this.open = false;
    this.addEventListener('focusout', (event) => {
      const to = event.relatedTarget;
      if (!(to instanceof Node && this.contains(to))) this.open = false;
    });
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render() {
    return html`<button
        type="button"
        class="button ghost square"
        aria-label=${this.label}
        aria-haspopup="menu"
        aria-expanded=${this.open}
        ?disabled=${this.disabled}
        @click=${() => this.#toggle()}
        @keydown=${this.#onButtonKey}
      >
        ${icon('more')}
      </button>
      ${this.open ? this.#menu() : nothing}`;
  }

  #menu() {
    return html`<div class="menu" role="menu" aria-label=${this.label} @keydown=${this.#onMenuKey}>
      ${this.items.map(
        (item) => html`<button
          type="button"
          role="menuitem"
          tabindex="-1"
          class=${item.danger ? 'danger' : ''}
          @click=${() => this.#choose(item)}
        >
          ${item.label}
        </button>`,
      )}
    </div>`;
  }

  protected override updated(changed: PropertyValues): void {
    if (!changed.has('open') || !this.open) return;
    this.#focusItem(this.#first);
    this.querySelector('.menu')?.scrollIntoView({ block: 'nearest' });
  }

  #toggle(): void {
    this.#first = 0;
    this.open = !this.open;
  }

  #choose(item: MenuItem): void {
    this.#close();
    item.run();
  }

  #close(): void {
    this.querySelector('button')?.focus();
    this.open = false;
  }

  #focusItem(index: number): void {
    const items = [...this.querySelectorAll<HTMLElement>('[role=menuitem]')];
    items.at(index % items.length)?.focus();
  }

  readonly #onButtonKey = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    this.#first = event.key === 'ArrowDown' ? 0 : -1;
    this.open = true;
  };

  readonly #onMenuKey = (event: KeyboardEvent): void => {
    const items = [...this.querySelectorAll('[role=menuitem]')];
    const at = items.indexOf(document.activeElement ?? this);
    const moves: Record<string, () => void> = {
      ArrowDown: () => this.#focusItem(at + 1),
      ArrowUp: () => this.#focusItem(at - 1),
      Home: () => this.#focusItem(0),
      End: () => this.#focusItem(-1),
      Escape: () => this.#close(),
      Tab: () => this.#close(),
    };
    const move = moves[event.key];
    if (move === undefined) return;
    if (event.key !== 'Tab') event.preventDefault();
    event.stopPropagation();
    move();
  };
}
