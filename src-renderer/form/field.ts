/** One field of the profile form: label, control, and one line below with the help or the error. */
import { html, nothing, type TemplateResult } from 'lit';
import { strings } from '../../src-languages/window.ts';
import type { Explained } from '../model/shown.ts';
import { explained } from '../parts/hint.ts';
import type { FieldRow } from './provider-kinds.ts';

export interface FieldState {
  readonly row: FieldRow;
  readonly value: string;
  readonly error: Explained | undefined;
  /** What the agent has found out, in place of the help. */
  readonly live: TemplateResult | undefined;
  readonly placeholder: string | undefined;
  /** The profile exists, so an empty secret field keeps the stored one. */
  readonly keptSecret: boolean;
  readonly take: (value: string) => void;
  readonly leave: () => void;
}

export function formField(state: FieldState): TemplateResult {
  const { row, error, live } = state;
  const [label, help] = row.words;
  const below = html`<div class=${error ? 'help bad' : 'help'} id="help-${row.name}">
    ${error === undefined ? (live ?? help) : explained(error)}
  </div>`;
  if (row.as === 'switch') return html`<div class="field switch">${tick(state)}<div>${below}</div></div>`;
  return html`<div class="field">
    <label for="field-${row.name}">${label}</label>
    ${row.as === 'choice' ? choice(state) : input(state)} ${below}
  </div>`;
}

function input({ row, value, error, placeholder, keptSecret, take, leave }: FieldState): TemplateResult {
  const secret = row.as === 'secret';
  return html`<input
    id="field-${row.name}"
    name=${row.name}
    type=${secret ? 'password' : 'text'}
    inputmode=${row.as === 'url' ? 'url' : 'text'}
    autocomplete=${secret ? 'new-password' : 'off'}
    autocapitalize="none"
    spellcheck="false"
    placeholder=${(secret && keptSecret ? strings.form.unchanged : placeholder) ?? nothing}
    aria-invalid=${error === undefined ? 'false' : 'true'}
    aria-describedby="help-${row.name}"
    aria-required=${row.required ? 'true' : nothing}
    .value=${value}
    @input=${({ target }: Event) => target instanceof HTMLInputElement && take(target.value)}
    @blur=${leave}
  />`;
}

function choice({ row, value, take }: FieldState): TemplateResult {
  return html`<select
    id="field-${row.name}"
    name=${row.name}
    aria-describedby="help-${row.name}"
    @change=${({ target }: Event) => target instanceof HTMLSelectElement && take(target.value)}
  >
    ${Object.entries(row.choices ?? {}).map(
      ([name, words]) => html`<option value=${name} ?selected=${value === name}>${words}</option>`,
    )}
  </select>`;
}

function tick({ row, value, take }: FieldState): TemplateResult {
  return html`<label class="tick">
    <input
      type="checkbox"
      name=${row.name}
      aria-describedby="help-${row.name}"
      .checked=${value === 'true'}
      @change=${({ target }: Event) => target instanceof HTMLInputElement && take(target.checked ? 'true' : '')}
    />
    ${row.words[0]}
  </label>`;
}
