/** The state of a profile's sign-in, and the one or two things you can do about it. Templates only. */
import { html, nothing, type TemplateResult } from 'lit';
import { strings } from '../../src-languages/window.ts';
import type { ProfileView } from '../../src-main/api/types.ts';
import { isSignedIn } from '../../src-shared/profile-facts.ts';
import { lookOf, mainAction, problemOf, stateText } from '../list/profile-row.ts';
import { hasRoles } from '../list/role-summary.ts';
import { refresh } from '../model/commands.ts';
import type { Model } from '../model/model.ts';
import { explained } from '../parts/hint.ts';
import { icon } from '../parts/icons.ts';
import { duration } from '../parts/time-left.ts';

export function statusCard(profile: ProfileView, model: Model, nowMs: number): TemplateResult {
  const look = lookOf(profile, nowMs);
  const problem = problemOf(profile);
  const disabled = model.lost !== undefined || model.busy.has(profile.name);
  return html`<section class="row plain ${look.tone}" aria-labelledby="detail-sign-in">
    <span class="glyph">${icon(look.icon)}</span>
    <div class="about">
      <h2 id="detail-sign-in">${strings.detail.signInCard}</h2>
      <p class="state">${stateText(profile)}</p>
    </div>
    ${problem === undefined ? nothing : html`<div class="problem ${look.tone}">${explained(problem)}</div>`}
    ${
      profile.clock_skew === undefined
        ? nothing
        : html`<p class="problem warn">
          ${strings.clockSkew(duration(Math.abs(profile.clock_skew)), profile.display_name)}
        </p>`
    }
    <div class="row-actions">${mainAction(profile, model, nowMs)} ${others(profile, model, disabled)}</div>
  </section>`;
}

function others(profile: ProfileView, model: Model, disabled: boolean): TemplateResult {
  const { name } = profile;
  const button = (label: string, run: () => void, off = false) =>
    html`<button type="button" class="button" ?disabled=${off} @click=${run}>${label}</button>`;
  return html`${isSignedIn(profile) && profile.renewable ? button(strings.action.refresh, () => refresh(model, name), disabled) : nothing}
  ${hasRoles(profile) ? button(strings.roles.open, () => model.showRoles(name)) : nothing}`;
}
