/** The controls on the settings page: a checkbox, a choice, a line of text. Below, each says what it does or what is wrong. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Explained } from '../model/shown.ts';
import { explained } from '../parts/hint.ts';

export interface Control {
  readonly name: string;
  readonly label: string;
  readonly help?: string | undefined;
  readonly error?: Explained | undefined;
  readonly disabled?: boolean | undefined;
}

function below({ name, help, error }: Control): TemplateResult | typeof nothing {
  if (error !== undefined) return html`<div class="help bad" id="help-${name}" role="alert">${explained(error)}</div>`;
  return help === undefined ? nothing : html`<div class="help" id="help-${name}">${help}</div>`;
}

const describedBy = ({ name, help, error }: Control) =>
  help === undefined && error === undefined ? nothing : `help-${name}`;

/** False: it was refused, and the previous value still applies. */
type Take<Value> = (value: Value) => Promise<boolean>;

export function tick(control: Control, on: boolean, take: Take<boolean>): TemplateResult {
  const changed = async ({ target }: Event): Promise<void> => {
    if (target instanceof HTMLInputElement && !(await take(target.checked))) target.checked = on;
  };
  return html`<div class="setting">
    <label class="tick">
      <input
        type="checkbox"
        name=${control.name}
        aria-describedby=${describedBy(control)}
        ?disabled=${control.disabled}
        .checked=${on}
        @change=${changed}
      />
      <span>${control.label}</span>
    </label>
    ${below(control)}
  </div>`;
}

export function choice(
  control: Control,
  options: readonly (readonly [value: string, words: string])[],
  chosen: string,
  take: Take<string>,
): TemplateResult {
  const changed = async ({ target }: Event): Promise<void> => {
    if (target instanceof HTMLSelectElement && !(await take(target.value))) target.value = chosen;
  };
  return html`<div class="field setting">
    <label for="field-${control.name}">${control.label}</label>
    <select
      id="field-${control.name}"
      name=${control.name}
      aria-describedby=${describedBy(control)}
      ?disabled=${control.disabled}
      @change=${changed}
    >
      ${options.map(([value, words]) => html`<option value=${value} .selected=${value === chosen}>${words}</option>`)}
    </select>
    ${below(control)}
  </div>`;
}

/** Undoes unsaved typing; the next Escape leaves the page. */
const undo =
  (value: string) =>
  (event: KeyboardEvent): void => {
    const { key, target } = event;
    if (key !== 'Escape' || !(target instanceof HTMLInputElement) || target.value === value) return;
    event.preventDefault();
    target.value = value;
  };

/** Saved when you leave the field or press Enter, if it changed. */
export function line(control: Control, value: string, take: Take<string>, note?: string): TemplateResult {
  return html`<div class="field setting">
    <label for="field-${control.name}">${control.label}</label>
    <input
      id="field-${control.name}"
      name=${control.name}
      type="text"
      autocomplete="off"
      autocapitalize="none"
      spellcheck="false"
      aria-invalid=${control.error === undefined ? 'false' : 'true'}
      aria-describedby=${describedBy(control)}
      ?disabled=${control.disabled}
      .value=${value}
      @change=${({ target }: Event) => target instanceof HTMLInputElement && take(target.value.trim())}
      @keydown=${undo(value)}
    />
    ${below(control)} ${note === undefined ? nothing : html`<p class="help note">${note}</p>`}
  </div>`;
}
