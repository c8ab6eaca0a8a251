/** One passphrase field for the lock: label, input, and one line below with the help or the error. */
import { html, type TemplateResult } from 'lit';

export interface PassphraseField {
  readonly name: string;
  readonly label: string;
  readonly help: string;
  readonly value: string;
  readonly error: string | undefined;
  /** A password manager offers to save a new one and to fill in the current one. */
  readonly isNew: boolean;
  readonly take: (value: string) => void;
}

export function passphraseField({ name, label, help, value, error, isNew, take }: PassphraseField): TemplateResult {
  return html`<div class="field">
    <label for="field-${name}">${label}</label>
    <input
      id="field-${name}"
      name=${name}
      type="password"
      autocomplete=${isNew ? 'new-password' : 'current-password'}
      autocapitalize="none"
      spellcheck="false"
      aria-required="true"
      aria-invalid=${error === undefined ? 'false' : 'true'}
      aria-describedby="help-${name}"
      .value=${value}
      @input=${({ target }: Event) => target instanceof HTMLInputElement && take(target.value)}
    />
    <div class=${error === undefined ? 'help' : 'help bad'} id="help-${name}">${error ?? help}</div>
  </div>`;
}
