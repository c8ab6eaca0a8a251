/** A modal dialog around its content. The browser's own <dialog> keeps the focus inside, and Escape closes it. */
import { html, LitElement, type TemplateResult } from 'lit';

export class LatchkeyDialog extends LitElement {
  static override properties = { heading: {}, content: { attribute: false } };
  declare heading: string;
  declare content: TemplateResult | undefined;
  #opener: Element | null = null;

  constructor() {
    super();
    this.heading = '';
    this.content = undefined;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render() {
    return html`<dialog
      aria-labelledby="dialog-title"
      @close=${() => this.dispatchEvent(new CustomEvent('dismissed'))}
    >
      <h2 id="dialog-title">${this.heading}</h2>
      ${this.content}
    </dialog>`;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#opener = document.activeElement;
  }

  /** The focus returns to where it came from, unless that is gone. */
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    if (this.#opener instanceof HTMLElement && this.#opener.isConnected) this.#opener.focus();
  }

  protected override firstUpdated(): void {
    this.querySelector('dialog')?.showModal();
  }

  /** Closes it the way Escape does. */
  close(): void {
    this.querySelector('dialog')?.close();
  }
}
