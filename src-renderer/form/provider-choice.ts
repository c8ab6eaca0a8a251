/** The first question of the profile form: which provider. Kinds first, then well-known services. */
import { html, nothing, type TemplateResult } from 'lit';
import { strings } from '../../src-languages/window.ts';
import type { ProviderKind } from './provider-kinds.ts';

/** Empty if there is nothing to choose. */
export function providerChoice(
  all: readonly ProviderKind[],
  chosen: ProviderKind,
  choose: (kind: ProviderKind) => void,
): TemplateResult | typeof nothing {
  if (all.length < 2) return nothing;
  const kinds = all.filter(({ preset }) => preset === undefined);
  const presets = all.filter(({ preset }) => preset !== undefined);
  const option = ({ kind, title }: ProviderKind) =>
    html`<option value=${kind} ?selected=${kind === chosen.kind}>${title}</option>`;
  const onChange = ({ target }: Event): void => {
    const found = target instanceof HTMLSelectElement ? all.find(({ kind }) => kind === target.value) : undefined;
    if (found !== undefined) choose(found);
  };
  return html`<div class="field">
    <label for="field-provider">${strings.form.provider}</label>
    <select id="field-provider" @change=${onChange}>
      ${kinds.map(option)}
      ${presets.length === 0 ? nothing : html`<optgroup label=${strings.form.preset.group}>${presets.map(option)}</optgroup>`}
    </select>
  </div>`;
}

/** Below the fields: they are needed when registering the client. */
export function presetNotes({ title, notes = [] }: ProviderKind): TemplateResult | typeof nothing {
  if (notes.length === 0) return nothing;
  return html`<section class="preset-notes" aria-label=${strings.form.preset.notes(title)}>
    <ul>
      ${notes.map((note) => html`<li>${note}</li>`)}
    </ul>
  </section>`;
}
