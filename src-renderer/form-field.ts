/** One field of the profile form: label, control, and one line below that holds the help or what is wrong. */
import { html, nothing, type TemplateResult } from 'lit';
import { AUTH_METHODS, type Field, SECRET_FIELDS } from './form-checks.ts';
import { explained } from './hint.ts';
import type { Explained } from './model.ts';
import { strings } from './strings.ts';

export interface FieldState {
  readonly field: Field;
  readonly value: string;
  readonly error: Explained | undefined;
  /** The profile exists, so an empty secret means the one that it has. */
  readonly keptSecret: boolean;
  readonly take: (value: string) => void;
  readonly leave: () => void;
}

const ADDRESSES: ReadonlySet<Field> = new Set(['issuer', 'redirect_uri']);
const REQUIRED: ReadonlySet<Field> = new Set(['name', 'issuer']);
const SECRETS: ReadonlySet<Field> = new Set(SECRET_FIELDS);

export function formField(state: FieldState): TemplateResult {
  const { field, error } = state;
  const [label, help] = strings.form[field];
  return html`<div class="field">
    <label for="field-${field}">${label}</label>
    ${field === 'token_endpoint_auth_method' ? authMethods(state) : input(state)}
    <div class=${error ? 'help bad' : 'help'} id="help-${field}">${error === undefined ? help : explained(error)}</div>
  </div>`;
}

function input({ field, value, error, keptSecret, take, leave }: FieldState): TemplateResult {
  const secret = SECRETS.has(field);
  return html`<input
    id="field-${field}"
    name=${field}
    type=${secret ? 'password' : 'text'}
    inputmode=${ADDRESSES.has(field) ? 'url' : 'text'}
    autocomplete=${secret ? 'new-password' : 'off'}
    autocapitalize="none"
    spellcheck="false"
    placeholder=${secret && keptSecret ? strings.form.unchanged : nothing}
    aria-invalid=${error === undefined ? 'false' : 'true'}
    aria-describedby="help-${field}"
    aria-required=${REQUIRED.has(field) ? 'true' : nothing}
    .value=${value}
    @input=${({ target }: Event) => target instanceof HTMLInputElement && take(target.value)}
    @blur=${leave}
  />`;
}

function authMethods({ field, value, take }: FieldState): TemplateResult {
  return html`<select
    id="field-${field}"
    name=${field}
    aria-describedby="help-${field}"
    @change=${({ target }: Event) => target instanceof HTMLSelectElement && take(target.value)}
  >
    ${AUTH_METHODS.map(
      (method) => html`<option value=${method} ?selected=${value === method}>${strings.form.method[method]}</option>`,
    )}
  </select>`;
}
