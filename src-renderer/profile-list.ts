/** The list of profiles, or the clear first step when there is none. */
import { html, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { View } from '../src-main/api/types.ts';
import { icon } from './icons.ts';
import type { Model } from './model.ts';
import { profileRow } from './profile-row.ts';
import { strings } from './strings.ts';

export function profileList(view: View, model: Model, nowMs: number): TemplateResult {
  if (view.profiles.length === 0) return firstStep(model);
  return html`<ul class="list" aria-label=${strings.list}>
    ${repeat(
      view.profiles,
      (profile) => profile.name,
      (profile) => profileRow(profile, model, nowMs),
    )}
  </ul>`;
}

function firstStep(model: Model): TemplateResult {
  return html`<section class="blank">
    <span class="medal quiet">${icon('key')}</span>
    <h2>${strings.empty.title}</h2>
    <p>${strings.empty.text}</p>
    <button
      type="button"
      class="button primary large"
      ?disabled=${model.lost !== undefined}
      @click=${() => model.open({ kind: 'add' })}
    >
      ${icon('plus')}${strings.action.add}
    </button>
  </section>`;
}
