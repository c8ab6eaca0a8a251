/** A profile's roles in its row of the list: the first few, each with its credentials' time left, and a link to all. */
import { html, nothing, type TemplateResult } from 'lit';
import { strings } from '../../src-languages/window.ts';
import type { ProfileView, RoleView } from '../../src-main/api/types.ts';
import { isSignedIn } from '../../src-shared/profile-facts.ts';
import type { Model } from '../model/model.ts';
import { timeLeft } from '../parts/time-left.ts';

const MOST_SHOWN = 4;

export const rolesOf = ({ roles }: ProfileView): readonly RoleView[] => roles ?? [];
export const hasRoles = (profile: ProfileView): boolean => profile.has_roles === true || rolesOf(profile).length > 0;

/** The time left of the credentials held now; undefined if none are held. */
export function credentialsLeft(role: RoleView, nowMs: number): string | undefined {
  return role.expires_at === undefined ? undefined : timeLeft(role.expires_at, nowMs);
}

/** Nothing is fetched while signed out. */
function stateOf(role: RoleView, fetches: boolean, nowMs: number): string | undefined {
  if (role.problem !== undefined) return strings.roles.trouble;
  return credentialsLeft(role, nowMs) ?? (fetches ? strings.roles.noCredentials : undefined);
}

function line(role: RoleView, fetches: boolean, nowMs: number): TemplateResult {
  const left = credentialsLeft(role, nowMs);
  const trouble = role.problem !== undefined;
  return html`<li class=${trouble ? 'warn' : ''}>
    <span class="role-name">${role.name}</span>
    <span class=${left === undefined && !trouble ? 'role-state muted' : 'role-state'}>${stateOf(role, fetches, nowMs)}</span>
  </li>`;
}

/** Includes roles with problems; otherwise keeps the person's order. */
export function roleSummary(profile: ProfileView, model: Model, nowMs: number): TemplateResult | typeof nothing {
  const roles = rolesOf(profile);
  const { name } = profile;
  const button = (label: string, run: () => void) =>
    html`<button type="button" class="button" aria-label=${strings.action.of(label, name)} @click=${run}>${label}</button>`;
  if (roles.length === 0) {
    if (!hasRoles(profile) || !isSignedIn(profile)) return nothing;
    const add = () => {
      model.showRoles(name);
      model.open({ kind: 'add-roles', name });
    };
    return html`<div class="row-actions">${button(strings.roles.add, add)}</div>`;
  }
  const troubled = roles.filter(({ problem }) => problem !== undefined);
  const picked = new Set([...new Set([...troubled, ...roles])].slice(0, MOST_SHOWN));
  const label = roles.length > MOST_SHOWN ? strings.roles.openCount(roles.length) : strings.roles.open;
  return html`<div class="row-roles">
    <ul aria-label=${strings.roles.of(name)}>
      ${roles.filter((role) => picked.has(role)).map((role) => line(role, isSignedIn(profile), nowMs))}
    </ul>
    ${button(label, () => model.showRoles(name))}
  </div>`;
}
