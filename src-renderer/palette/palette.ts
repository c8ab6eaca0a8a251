/** The command palette: type a few letters, choose with the arrow keys, run with Enter. */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { strings } from '../../src-languages/window.ts';
import type { Model } from '../model/model.ts';
import { allCommands, type Command } from './commands.ts';
import { bestOf } from './match.ts';

const MOST_SHOWN = 12;

export class CommandPalette extends LitElement {
  static override properties = { model: { attribute: false }, typed: { state: true }, at: { state: true } };
  declare model: Model;
  declare typed: string;
  /** The selected one of those shown. */
  declare at: number;
  /** As they were when it opened: a list that changes while being read is useless. */
  #commands: readonly Command[] | undefined;
  #found: readonly Command[] = [];
  #fitting: readonly Command[] = [];
  /** What `#fitting` matches. */
  #fits = '';

  constructor() {
    super();
    this.typed = '';
    this.at = 0;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('typed') && this.#commands !== undefined) return;
    this.#commands ??= allCommands(this.model, Date.now());
    const among = this.#fits !== '' && this.typed.startsWith(this.#fits) ? this.#fitting : this.#commands;
    const { found, fitting } = bestOf(among, this.typed, MOST_SHOWN);
    this.#found = found;
    this.#fitting = fitting;
    this.#fits = this.typed;
    this.at = 0;
  }

  protected override updated(): void {
    this.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }

  protected override render(): TemplateResult {
    return html`<latchkey-dialog
      .heading=${strings.palette.title}
      .content=${this.#content()}
      @dismissed=${() => this.model.open(undefined)}
    ></latchkey-dialog>`;
  }

  #content(): TemplateResult {
    const chosen = this.#found[this.at];
    return html`<input
        id="palette-input"
        type="text"
        role="combobox"
        autocomplete="off"
        spellcheck="false"
        autofocus
        aria-label=${strings.palette.label}
        placeholder=${strings.palette.label}
        aria-expanded="true"
        aria-controls="palette-list"
        aria-autocomplete="list"
        aria-activedescendant=${chosen === undefined ? nothing : `palette-${this.at}`}
        .value=${this.typed}
        @input=${(event: InputEvent) => this.#type((event.target as HTMLInputElement).value)}
        @keydown=${this.#onKey}
      />
      <div id="palette-list" role="listbox" aria-label=${strings.palette.title}>
        ${this.#found.map((command, index) => this.#option(command, index))}
      </div>
      <p class="muted palette-told" role="status">${this.#told()}</p>`;
  }

  #type(typed: string): void {
    this.typed = typed;
  }

  #option(command: Command, index: number): TemplateResult {
    return html`<div
      role="option"
      id="palette-${index}"
      aria-selected=${index === this.at}
      @pointermove=${() => this.#choose(index)}
      @click=${() => this.#run(command)}
    >
      ${command.label}
    </div>`;
  }

  #told(): string {
    const count = this.#fitting.length;
    if (count === 0) return strings.palette.none;
    const more = count - this.#found.length;
    return more > 0 ? strings.palette.more(more) : strings.palette.shown(count);
  }

  #choose(index: number): void {
    this.at = index;
  }

  /** Closes the palette first: the command may open a dialog of its own. */
  #run(command: Command): void {
    this.model.open(undefined);
    command.run();
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const last = this.#found.length - 1;
    const moves: Record<string, () => void> = {
      ArrowDown: () => this.#choose(this.at >= last ? 0 : this.at + 1),
      ArrowUp: () => this.#choose(this.at <= 0 ? last : this.at - 1),
      PageDown: () => this.#choose(last),
      PageUp: () => this.#choose(0),
      Enter: () => this.#runChosen(),
    };
    const move = event.isComposing ? undefined : moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    move();
  };

  #runChosen(): void {
    const command = this.#found[this.at];
    if (command !== undefined) this.#run(command);
  }
}
