/** A button that copies a text and says so. */
import { html, LitElement, nothing } from 'lit';
import { strings } from '../../src-languages/window.ts';
import { copyText } from '../model/copy-text.ts';
import { icon } from './icons.ts';

const FEEDBACK_MS = 2_000;

export class CopyButton extends LitElement {
  static override properties = { text: {}, label: {}, quiet: { type: Boolean }, result: { state: true } };
  declare text: string;
  declare label: string;
  /** Shows only the icon; the label is for screen readers. */
  declare quiet: boolean;
  declare result: 'idle' | 'copied' | 'failed';
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.text = '';
    this.label = strings.action.copy;
    this.quiet = false;
    this.result = 'idle';
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  protected override render() {
    const copied = this.result === 'copied';
    const words = { idle: strings.action.copy, copied: strings.action.copied, failed: strings.action.copyFailed };
    return html`<button
        type="button"
        class=${this.quiet ? 'button ghost square' : 'button copy'}
        aria-label=${this.label}
        @click=${() => this.#copy()}
      >
        ${icon(copied ? 'check' : 'copy')}${this.quiet ? nothing : html`<span>${words[this.result]}</span>`}
      </button>
      <span class="visually-hidden" role="status">${this.result === 'idle' ? '' : words[this.result]}</span>`;
  }

  async #copy(): Promise<void> {
    this.result = (await copyText(this.text)) ? 'copied' : 'failed';
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.result = 'idle';
    }, FEEDBACK_MS);
  }
}
