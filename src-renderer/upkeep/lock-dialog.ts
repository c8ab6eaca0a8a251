/** The dialog that locks the agent: a passphrase, typed twice because it is never shown. */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { strings } from '../../src-languages/window.ts';
import { api } from '../model/api.ts';
import { asExplained, type Model } from '../model/model.ts';
import type { Explained } from '../model/shown.ts';
import { explained } from '../parts/hint.ts';
import { passphraseField } from '../parts/passphrase-field.ts';

export class LockDialog extends LitElement {
  static override properties = {
    model: { attribute: false },
    passphrase: { state: true },
    again: { state: true },
    tried: { state: true },
    locking: { state: true },
    failed: { state: true },
  };
  declare model: Model;
  declare passphrase: string;
  declare again: string;
  /** Nothing is marked wrong before the first attempt. */
  declare tried: boolean;
  declare locking: boolean;
  declare failed: Explained | undefined;

  constructor() {
    super();
    this.passphrase = '';
    this.again = '';
    this.tried = false;
    this.locking = false;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render() {
    return html`<latchkey-dialog
      .heading=${strings.lock.title}
      .content=${this.#form()}
      @dismissed=${() => this.model.open(undefined)}
    ></latchkey-dialog>`;
  }

  #form(): TemplateResult {
    const { missing, differs } = this.#wrong();
    return html`<form novalidate @submit=${this.#onSubmit}>
      <p class="muted lead">${strings.lock.text}</p>
      ${
        this.failed === undefined ? nothing : html`<div class="banner bad" role="alert">${explained(this.failed)}</div>`
      }
      ${passphraseField({
        name: 'passphrase',
        label: strings.lock.passphrase,
        help: strings.lock.choose,
        value: this.passphrase,
        error: missing ? strings.lock.missing : undefined,
        isNew: true,
        take: (value) => {
          this.passphrase = value;
        },
      })}
      ${passphraseField({
        name: 'again',
        label: strings.lock.again,
        help: '',
        value: this.again,
        error: differs ? strings.lock.differs : undefined,
        isNew: true,
        take: (value) => {
          this.again = value;
        },
      })}
      <div class="buttons">
        <button type="button" class="button" @click=${() => this.model.open(undefined)}>${strings.action.cancel}</button>
        <button type="submit" class="button primary" ?disabled=${this.locking}>
          ${this.locking ? strings.lock.locking : strings.lock.confirm}
        </button>
      </div>
    </form>`;
  }

  #wrong(): { missing: boolean; differs: boolean } {
    const missing = this.tried && this.passphrase === '';
    return { missing, differs: this.tried && !missing && this.again !== this.passphrase };
  }

  readonly #onSubmit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (this.locking) return;
    this.tried = true;
    const { missing, differs } = this.#wrong();
    if (missing || differs) return this.#focusError();
    this.locking = true;
    this.failed = undefined;
    try {
      await api.lock(this.passphrase);
      this.model.open(undefined);
    } catch (thrown) {
      this.failed = asExplained(thrown);
    } finally {
      this.locking = false;
    }
  };

  async #focusError(): Promise<void> {
    await this.updateComplete;
    await new Promise(requestAnimationFrame);
    this.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }
}
