/**
 * Asks whether a program may have a token: above everything else, one question at a time. Nothing is allowed by accident: no
 * button has the focus, Escape means no, and a press counts only if it began after the question had been visible for a
 * moment. A screen reader speaks the dialog when it gets the focus; the live region speaks only what comes later.
 * It is no alertdialog: Orca reads one twice more, as an alert that has appeared.
 */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { strings } from '../../src-languages/window.ts';
import type { AskAnswer, AskView } from '../../src-main/api/types.ts';
import { api } from '../model/api.ts';
import { asExplained } from '../model/model.ts';
import type { Explained } from '../model/shown.ts';
import { askingOf, shortName } from '../model/waiting-asks.ts';
import { withNames } from '../parts/breakable.ts';
import { explained } from '../parts/hint.ts';
import { icon } from '../parts/icons.ts';
import { countdown } from '../parts/time-left.ts';
import { askDetails, askPlace } from './details.ts';

/** A click or key press within this time was meant for what was there before. */
const SETTLE_MS = 500;
/** Announced once, for people who do not see the countdown. */
const WARN_S = 15;

export class AskDialog extends LitElement {
  static override properties = {
    ask: { attribute: false },
    count: { type: Number },
    nowMs: { attribute: false },
    settled: { state: true },
    sending: { state: true },
    failed: { state: true },
  };
  declare ask: AskView;
  /** How many questions are waiting, including this one. */
  declare count: number;
  declare nowMs: number;
  declare settled: boolean;
  declare sending: boolean;
  declare failed: Explained | undefined;
  #settling: ReturnType<typeof setTimeout> | undefined;
  /** The pointer was pressed on this question after it had settled. */
  #pressed = false;
  /** The question replaced another one while the dialog itself had the focus, which no screen reader notices. */
  #isUnheard = false;
  #opener: Element | null = null;

  constructor() {
    super();
    this.count = 1;
    this.settled = false;
    this.sending = false;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#opener = document.activeElement;
    document.addEventListener('visibilitychange', this.#settle);
    document.addEventListener('keydown', this.#onKey, true);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#settling);
    document.removeEventListener('visibilitychange', this.#settle);
    document.removeEventListener('keydown', this.#onKey, true);
    if (this.#opener instanceof HTMLElement && this.#opener.isConnected) this.#opener.focus();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('ask') || changed.get('ask')?.id === this.ask.id) return;
    this.sending = false;
    this.failed = undefined;
    this.#isUnheard = this.#dialog !== null && document.activeElement === this.#dialog;
    this.#settle();
  }

  get #dialog(): HTMLDialogElement | null {
    return this.querySelector('dialog');
  }

  protected override updated(changed: PropertyValues<this>): void {
    const dialog = this.#dialog;
    const opens = dialog?.open === false;
    if (opens) dialog.showModal();
    if (!opens && (!changed.has('ask') || changed.get('ask')?.id === this.ask.id)) return;
    // Not to a button: a key held down would answer the next question.
    dialog?.focus();
    dialog?.scrollTo(0, 0);
  }

  readonly #settle = (): void => {
    clearTimeout(this.#settling);
    this.settled = false;
    this.#pressed = false;
    this.#settling = setTimeout(() => {
      this.settled = true;
    }, SETTLE_MS);
  };

  /** Runs before the browser, which would close the dialog and leave the question open. */
  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    if (!event.repeat) void this.#answer('no');
  };

  protected override render() {
    return html`<dialog
      class="ask"
      id="ask"
      tabindex="-1"
      autofocus
      aria-labelledby="ask-title"
      @pointerdown=${() => {
        this.#pressed = this.settled;
      }}
      @cancel=${(event: Event) => event.preventDefault()}
      @close=${() => this.requestUpdate()}
    >
      <div class="ask-top">
        <span class="glyph">${icon('key')}</span>
        ${askPlace(this.count)}
      </div>
      <h2 id="ask-title">${withNames(strings.ask.wants(askingOf(this.ask)))}</h2>
      ${askDetails(this.ask)} ${this.#timeLeft()}
      ${
        this.failed === undefined
          ? nothing
          : html`<div class="banner bad" role="alert"><h3>${strings.ask.failed}</h3>${explained(this.failed)}</div>`
      }
      ${this.#help()} ${this.#buttons()}
      <div class="visually-hidden" role="alert">${this.#spoken()}</div>
    </dialog>`;
  }

  #timeLeft(): TemplateResult {
    const left = this.#leftS() > 0 ? countdown(this.ask.expires_at, this.nowMs) : undefined;
    return html`<p class="ask-left">
      ${icon('clock')}<span>${left === undefined ? strings.ask.over : strings.ask.left(left)}</span>
    </p>`;
  }

  #help(): TemplateResult | typeof nothing {
    const { can_remember, profile } = this.ask;
    const takeBack = profile === undefined ? strings.ask.takeBackLogin : strings.ask.takeBack(profile);
    return can_remember ? html`<p class="muted ask-help">${takeBack}</p>` : nothing;
  }

  #buttons(): TemplateResult {
    const { host, can_remember, change } = this.ask;
    const off = !this.settled || this.sending || this.#leftS() <= 0;
    const button = (label: string, answer: AskAnswer) =>
      html`<button type="button" class="button" ?disabled=${off} @click=${this.#onClick(answer)}>${label}</button>`;
    const always = host === undefined ? strings.ask.always : strings.ask.alwaysMachine(shortName(host));
    return html`<div class="ask-buttons">
        ${button(strings.ask.no, 'no')} ${button(change === undefined ? strings.ask.once : strings.ask.allowChange, 'once')}
        ${can_remember ? button(always, 'always') : nothing}
      </div>`;
  }

  #spoken(): string {
    const parts = [
      ...(this.#isUnheard && this.count > 1 ? [strings.ask.placeSpoken(this.count)] : []),
      ...(this.#isUnheard ? [strings.ask.wantsSpoken(askingOf(this.ask))] : []),
      ...(this.#leftS() <= WARN_S ? [strings.ask.soonOver(WARN_S)] : []),
    ];
    return parts.join(' ');
  }

  #leftS(): number {
    return this.ask.expires_at - this.nowMs / 1000;
  }

  /** `detail` counts pointer presses. It is 0 for the keyboard, which cannot hit a button by accident. */
  readonly #onClick = (answer: AskAnswer) => (event: MouseEvent) => {
    if (event.detail === 0 || this.#pressed) void this.#answer(answer);
  };

  async #answer(answer: AskAnswer): Promise<void> {
    if (!this.settled || this.sending || this.#leftS() <= 0) return;
    const { id } = this.ask;
    this.sending = true;
    this.failed = undefined;
    try {
      // It goes away when the agent says so, in the next View.
      await api.answerAsk(id, answer);
    } catch (thrown) {
      if (this.ask.id !== id) return;
      this.sending = false;
      this.failed = asExplained(thrown);
    }
  }
}
