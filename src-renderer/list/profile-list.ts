/** The list of profiles, with those that need the person in a group on top; or the first step. */
import { html, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { strings } from '../../src-languages/window.ts';
import type { ProfileView, View } from '../../src-main/api/types.ts';
import { isSignedIn } from '../../src-shared/profile-facts.ts';
import type { Model } from '../model/model.ts';
import { firstRun } from './first-run.ts';
import { profileRow } from './profile-row.ts';
import { matching, searchField, wantsYou } from './search.ts';

export function profileList(view: View, model: Model, nowMs: number): TemplateResult {
  if (view.profiles.length === 0) return firstRun(model);
  const found = matching(view.profiles, model.query ?? '');
  const wanting = found.filter((profile) => wantsYou(profile, nowMs));
  const rest = found.filter((profile) => !wanting.includes(profile));
  return html`${searchField(model, found.length)}
  <div class="groups">
    ${
      wanting.length === 0 || rest.length === 0
        ? list(found, model, nowMs)
        : html`${list(wanting, model, nowMs, { id: 'group-wants', title: strings.find.wants })}
          ${list(rest, model, nowMs, { id: 'group-rest', title: restTitle(rest) })}`
    }
  </div>`;
}

/** A signed-out profile does not count as well. */
function restTitle(rest: readonly ProfileView[]): string {
  const well = rest.every((profile) => isSignedIn(profile) && !profile.problem);
  return well ? strings.find.rest : strings.find.restOut;
}

interface Group {
  readonly id: string;
  readonly title: string;
}

function list(profiles: readonly ProfileView[], model: Model, nowMs: number, group?: Group): TemplateResult {
  const rows = repeat(
    profiles,
    (profile) => profile.name,
    (profile) => profileRow(profile, model, nowMs),
  );
  if (group === undefined) return html`<ul class="list" aria-label=${strings.list}>${rows}</ul>`;
  return html`<p class="group" id=${group.id}>${group.title}</p>
    <ul class="list" aria-labelledby=${group.id}>${rows}</ul>`;
}
