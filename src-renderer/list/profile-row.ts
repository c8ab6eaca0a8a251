/** One profile in the list: who, where, time left, what is wrong, and what you can do about it. */
import { html, nothing, type TemplateResult } from 'lit';
import { strings } from '../../src-languages/window.ts';
import type { ProfileView } from '../../src-main/api/types.ts';
import { endsForGoodAt, hasOpenSignIn, isLockedAway, isSignedIn } from '../../src-shared/profile-facts.ts';
import { kindOf } from '../form/provider-kinds.ts';
import { cancelSignIn, copyToken, refresh, signIn, signOut } from '../model/commands.ts';
import type { Model } from '../model/model.ts';
import type { Explained } from '../model/shown.ts';
import { withNames } from '../parts/breakable.ts';
import { explained } from '../parts/hint.ts';
import { type IconName, icon } from '../parts/icons.ts';
import type { MenuItem } from '../parts/row-menu.ts';
import { duration, timeLeft } from '../parts/time-left.ts';
import type { Tone } from './overall.ts';
import { hasRoles, roleSummary } from './role-summary.ts';
import { isActiveAndEndsSoon } from './search.ts';

interface Look {
  readonly tone: Tone;
  readonly icon: IconName;
}

const LOOKS: Readonly<Record<ProfileView['state'], Look>> = {
  'signed-out': { tone: 'quiet', icon: 'circle' },
  'awaiting-user': { tone: 'busy', icon: 'clock' },
  active: { tone: 'good', icon: 'check' },
  refreshing: { tone: 'good', icon: 'refresh' },
  'needs-sign-in': { tone: 'bad', icon: 'alert' },
};

export function lookOf(profile: ProfileView, nowMs: number): Look {
  if (hasOpenSignIn(profile)) return LOOKS['awaiting-user'];
  if (isLockedAway(profile)) return { tone: 'warn', icon: 'lock' };
  if (profile.state === 'active' && profile.problem !== undefined) return { tone: 'warn', icon: 'offline' };
  if (isActiveAndEndsSoon(profile, nowMs)) return { tone: 'warn', icon: 'clock' };
  return LOOKS[profile.state];
}

const who = (profile: ProfileView): string | undefined => {
  const identity = profile.identity;
  return identity && (identity.name ?? identity.username ?? identity.email ?? identity.subject);
};

export function stateText(profile: ProfileView): string {
  if (hasOpenSignIn(profile)) return strings.state['awaiting-user'];
  if (isLockedAway(profile)) return strings.state.locked;
  const person = who(profile);
  return profile.state === 'active' && person !== undefined ? strings.activeAs(person) : strings.state[profile.state];
}

/** What is wrong: the agent's own problem, or why the last sign-in failed while signed out. */
export function problemOf(profile: ProfileView): Explained | undefined {
  if (profile.problem !== undefined) return profile.problem;
  const over = profile.state === 'signed-out' || profile.state === 'needs-sign-in';
  return over && profile.sign_in?.phase === 'failed' ? profile.sign_in.error : undefined;
}

export function timeCell(profile: ProfileView, nowMs: number): TemplateResult | typeof nothing {
  if (!isSignedIn(profile)) return nothing;
  if (profile.expires_at === undefined) return nothing;
  const endS = endsForGoodAt(profile);
  const left = timeLeft(endS ?? profile.expires_at, nowMs);
  return html`<div class="time">
    <span class="left">${left ?? strings.ended}</span>
    <span class="then">${endS === undefined ? strings.renews : strings.endsThen}</span>
  </div>`;
}

export function mainAction(profile: ProfileView, model: Model, nowMs: number): TemplateResult | typeof nothing {
  const disabled = model.lost !== undefined || model.busy.has(profile.name);
  const button = (label: string, run: () => void, className = 'button primary') =>
    html`<button
      type="button"
      class=${className}
      aria-label=${strings.action.of(label, profile.name)}
      ?disabled=${disabled}
      @click=${run}
    >
      ${label}
    </button>`;
  if (hasOpenSignIn(profile)) {
    const label = profile.sign_in?.user_code === undefined ? strings.action.showSignIn : strings.action.showCode;
    return html`${button(label, () => model.show(profile.name))}
    ${button(strings.action.cancel, () => cancelSignIn(model, profile.name), 'button')}`;
  }
  if (profile.state === 'signed-out') return button(strings.action.signIn, () => signIn(model, profile.name));
  if (profile.state === 'needs-sign-in' || isActiveAndEndsSoon(profile, nowMs))
    return button(strings.action.signInAgain, () => signIn(model, profile.name));
  return nothing;
}

/** As in the tray. */
export const canCopyToken = (profile: ProfileView, { view }: Model): boolean =>
  view?.agent.desktop === true && isSignedIn(profile);

/** All of its actions except the one on its button. */
export function menuItems(profile: ProfileView, model: Model, nowMs: number): readonly MenuItem[] {
  const { name } = profile;
  const whileSignedIn: readonly MenuItem[] = [
    ...(canCopyToken(profile, model) ? [{ label: strings.action.copyToken, run: () => copyToken(model, name) }] : []),
    ...(profile.renewable ? [{ label: strings.action.refresh, run: () => refresh(model, name) }] : []),
    ...(hasOpenSignIn(profile) || isActiveAndEndsSoon(profile, nowMs)
      ? []
      : [{ label: strings.action.signInAgain, run: () => signIn(model, name) }]),
    { label: strings.action.signOut, run: () => signOut(model, name) },
  ];
  return [
    ...(isSignedIn(profile) ? whileSignedIn : []),
    ...(hasRoles(profile) ? [{ label: strings.roles.open, run: () => model.showRoles(name) }] : []),
    ...(kindOf(profile.provider)
      ? [{ label: strings.action.edit, run: () => model.open({ kind: 'edit', name }) }]
      : []),
    { label: strings.programs.open, run: () => model.open({ kind: 'programs', name }) },
    { label: strings.action.remove, danger: true, run: () => model.open({ kind: 'remove', name }) },
  ];
}

/** Shown only if programs must wait for the person; the opposite is the default. */
function asksLine({ ask }: ProfileView): TemplateResult | typeof nothing {
  if (ask === undefined || ask === 'never') return nothing;
  return html`<p class="muted asks">
    ${icon('shield')}<span>${ask === 'new' ? strings.programs.rowNew : strings.programs.rowAlways}</span>
  </p>`;
}

export function profileRow(profile: ProfileView, model: Model, nowMs: number): TemplateResult {
  const look = lookOf(profile, nowMs);
  const problem = problemOf(profile);
  const action = mainAction(profile, model, nowMs);
  return html`<li class="row ${look.tone}" data-profile=${profile.name} aria-label=${profile.name}>
    <span class="glyph">${icon(look.icon)}</span>
    <div class="about">
      <h2>
        <button type="button" class="name" @click=${() => model.showPage({ kind: 'detail', name: profile.name })}>
          ${profile.name}
        </button>
      </h2>
      <p class="muted" title=${profile.provider_title}>${withNames(profile.display_name)}</p>
      <p class="state">${stateText(profile)}</p>
      ${asksLine(profile)}
    </div>
    ${timeCell(profile, nowMs)}
    <latchkey-menu
      .label=${strings.action.more(profile.name)}
      .items=${menuItems(profile, model, nowMs)}
      ?disabled=${model.lost !== undefined}
    ></latchkey-menu>
    ${problem === undefined ? nothing : html`<div class="problem ${look.tone}">${explained(problem)}</div>`}
    ${
      profile.clock_skew === undefined
        ? nothing
        : html`<p class="problem warn">
          ${strings.clockSkew(duration(Math.abs(profile.clock_skew)), profile.display_name)}
        </p>`
    }
    ${action === nothing ? nothing : html`<div class="row-actions">${action}</div>`} ${roleSummary(profile, model, nowMs)}
  </li>`;
}
