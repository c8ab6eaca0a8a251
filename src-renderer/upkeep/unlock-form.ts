/** What the window shows while the agent is locked, in place of everything else: how to unlock it. */
import { html, LitElement, nothing } from 'lit';
import { strings } from '../../src-languages/window.ts';
import { api } from '../model/api.ts';
import { asExplained } from '../model/model.ts';
import type { Explained } from '../model/shown.ts';
import { explained, told } from '../parts/hint.ts';
import { icon } from '../parts/icons.ts';
import { passphraseField } from '../parts/passphrase-field.ts';

const WRONG = 'lock_passphrase';

export class UnlockForm extends LitElement {
  static override properties = {
    disabled: { type: Boolean },
    passphrase: { state: true },
    missing: { state: true },
    unlocking: { state: true },
    failed: { state: true },
  };
  /** The agent does not answer. */
  declare disabled: boolean;
  declare passphrase: string;
  declare missing: boolean;
  declare unlocking: boolean;
  declare failed: Explained | undefined;

  constructor() {
    super();
    this.disabled = false;
    this.passphrase = '';
    this.missing = false;
    this.unlocking = false;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override firstUpdated(): void {
    this.#focus();
  }

  protected override render() {
    return html`<section class="blank unlock">
      <span class="medal quiet">${icon('lock')}</span>
      <h1 id="unlock-title">${strings.lock.locked}</h1>
      <p>${strings.lock.lockedText}</p>
      <form novalidate @submit=${this.#onSubmit} aria-labelledby="unlock-title">
        ${
          this.failed === undefined || this.failed.code === WRONG
            ? nothing
            : html`<div class="banner bad" role="alert">${explained(this.failed)}</div>`
        }
        ${passphraseField({
          name: 'unlock',
          label: strings.lock.passphrase,
          help: strings.lock.unlockHelp,
          value: this.passphrase,
          error: this.#error(),
          isNew: false,
          take: (value) => {
            this.passphrase = value;
            this.missing = false;
          },
        })}
        <button type="submit" class="button primary large" ?disabled=${this.disabled || this.unlocking}>
          ${this.unlocking ? strings.lock.unlocking : strings.lock.unlock}
        </button>
      </form>
    </section>`;
  }

  #error(): string | undefined {
    if (this.missing) return strings.lock.unlockMissing;
    return this.failed?.code === WRONG ? told(this.failed).sentence : undefined;
  }

  readonly #onSubmit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (this.unlocking || this.disabled) return;
    this.failed = undefined;
    this.missing = this.passphrase === '';
    if (this.missing) return this.#focus();
    this.unlocking = true;
    try {
      await api.unlock(this.passphrase);
    } catch (thrown) {
      this.failed = asExplained(thrown);
      this.passphrase = '';
      this.#focus();
    } finally {
      this.unlocking = false;
    }
  };

  #focus(): void {
    this.querySelector('input')?.focus();
  }
}
