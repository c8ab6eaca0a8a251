/** A profile's roles: how long the sign-in lasts, how long each role's credentials do, and what you can do. */
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { strings } from '../../src-languages/window.ts';
import type { ProfileView, RoleView } from '../../src-main/api/types.ts';
import { isSignedIn } from '../../src-shared/profile-facts.ts';
import { lookOf, mainAction, problemOf, stateText, timeCell } from '../list/profile-row.ts';
import { credentialsLeft, rolesOf } from '../list/role-summary.ts';
import type { Model } from '../model/model.ts';
import { copiesFor, copyForRole, openConsole } from '../model/role-commands.ts';
import { withNames } from '../parts/breakable.ts';
import { explained } from '../parts/hint.ts';
import { icon } from '../parts/icons.ts';
import type { MenuItem } from '../parts/row-menu.ts';

export function rolesHeader(profile: ProfileView, model: Model): TemplateResult {
  return html`<div class="brand">
      <button type="button" class="button ghost back" @click=${() => model.showRoles(undefined)}>
        ${icon('back')}${strings.action.back}
      </button>
      ${rolesOf(profile).length === 0 ? nothing : addButton(profile, model, 'button')}
    </div>
    <h1 id="roles-title" tabindex="-1"><span>${withNames(strings.roles.title(profile.name))}</span></h1>
    <p class="subtitle">${withNames(profile.display_name)}</p>`;
}

function addButton(profile: ProfileView, model: Model, className: string): TemplateResult {
  return html`<button
    type="button"
    class=${className}
    ?disabled=${model.lost !== undefined || !isSignedIn(profile)}
    @click=${() => model.open({ kind: 'add-roles', name: profile.name })}
  >
    ${icon('plus')}${strings.roles.add}
  </button>`;
}

export function rolesPage(profile: ProfileView, model: Model, nowMs: number): TemplateResult {
  const roles = rolesOf(profile);
  return html`${signInCard(profile, model, nowMs)}
  ${
    roles.length === 0
      ? noRoles(profile, model)
      : html`<ul class="list" aria-label=${strings.roles.of(profile.name)}>
        ${repeat(
          roles,
          (role) => role.name,
          (role) => roleRow(profile, role, model, nowMs),
        )}
      </ul>`
  }`;
}

function signInCard(profile: ProfileView, model: Model, nowMs: number): TemplateResult {
  const look = lookOf(profile, nowMs);
  const problem = problemOf(profile);
  const action = mainAction(profile, model, nowMs);
  return html`<section class="row plain ${look.tone}" aria-labelledby="roles-sign-in">
    <span class="glyph">${icon(look.icon)}</span>
    <div class="about">
      <h2 id="roles-sign-in">${strings.roles.signIn}</h2>
      <p class="state">${stateText(profile)}</p>
    </div>
    ${timeCell(profile, nowMs)}
    ${problem === undefined ? nothing : html`<div class="problem ${look.tone}">${explained(problem)}</div>`}
    ${action === nothing ? nothing : html`<div class="row-actions">${action}</div>`}
  </section>`;
}

function noRoles(profile: ProfileView, model: Model): TemplateResult {
  return html`<section class="blank">
    <h2>${strings.roles.empty}</h2>
    <p>${isSignedIn(profile) ? strings.roles.emptyText : strings.roles.afterSignIn}</p>
    ${addButton(profile, model, 'button primary large')}
  </section>`;
}

const MOST_ID_CHARS = 16;

/** A 32-digit ID fits on no line of the window, and its ends are enough to identify it. */
const shortId = (id: string): string => (id.length <= MOST_ID_CHARS ? id : `${id.slice(0, 6)}…${id.slice(-6)}`);

/** From a URN, whose account is shown above. */
const lastPart = (id: string): string => id.slice(id.lastIndexOf(':') + 1);

function roleRow(profile: ProfileView, role: RoleView, model: Model, nowMs: number): TemplateResult {
  const left = credentialsLeft(role, nowMs);
  const onDemand = left === undefined && role.problem === undefined && isSignedIn(profile);
  const tone = role.problem !== undefined ? 'warn' : left === undefined ? 'quiet' : 'good';
  const glyph = { warn: 'alert', quiet: 'circle', good: 'check' } as const;
  return html`<li class="row role ${tone}" data-role=${role.name} aria-label=${role.name}>
    <span class="glyph">${icon(glyph[tone])}</span>
    <div class="about">
      <h2>${role.name}</h2>
      <p class="muted" title=${role.account_id}>
        ${strings.roles.account(role.account_name, shortId(role.account_id))}
      </p>
      <p class="muted" title=${role.role_id}>${lastPart(role.role_id)}</p>
      ${onDemand ? html`<p class="muted">${strings.roles.noCredentialsLong}</p>` : nothing}
    </div>
    ${credentialsCell(left)} ${roleTools(profile, role, model)}
    ${role.problem === undefined ? nothing : html`<div class="problem warn">${explained(role.problem)}</div>`}
  </li>`;
}

function credentialsCell(left: string | undefined): TemplateResult | typeof nothing {
  if (left === undefined) return nothing;
  return html`<div class="time">
    <span class="left">${left}</span>
    <span class="then">${strings.roles.credentials}</span>
  </div>`;
}

function roleTools(profile: ProfileView, role: RoleView, model: Model): TemplateResult {
  const reference = `${profile.name}/${role.name}`;
  const items: readonly MenuItem[] = [
    ...(profile.has_console
      ? [{ label: strings.roles.openConsole, run: () => openConsole(model, profile.name, role.name) }]
      : []),
    ...copiesFor(profile.provider).map(({ label, text }) => ({
      label,
      run: () => void copyForRole(model, text(reference)),
    })),
    {
      label: strings.roles.remove,
      danger: true,
      run: () => model.open({ kind: 'remove-role', name: profile.name, role: role.name }),
    },
  ];
  return html`<latchkey-menu
    .label=${strings.roles.more(role.name)}
    .items=${items}
    ?disabled=${model.lost !== undefined}
  ></latchkey-menu>`;
}
