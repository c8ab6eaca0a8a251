/**
 * The sign-in being shown, in each of its states. They share one frame: the title above, the state's own card, the status
 * line and the buttons below, so that nothing jumps when the state changes.
 */
import { html, nothing, type TemplateResult } from 'lit';
import { strings } from '../../src-languages/window.ts';
import type { ProfileView, SignInPhase, SignInView } from '../../src-main/api/types.ts';
import type { Tone } from '../list/overall.ts';
import { cancelSignIn, signIn, signInOtherwise } from '../model/commands.ts';
import type { Model } from '../model/model.ts';
import type { Explained, Panel } from '../model/shown.ts';
import { withNames } from '../parts/breakable.ts';
import { explained } from '../parts/hint.ts';
import { type IconName, icon } from '../parts/icons.ts';
import { countdown } from '../parts/time-left.ts';
import { browserCard, deviceCard } from './cards.ts';

/** What the panel shows: an attempt, that one is being prepared, or why none could start. */
export interface Showing {
  readonly phase: SignInPhase;
  readonly attempt: SignInView | undefined;
  readonly error: Explained | undefined;
}

/** An expired code is no longer shown, even before the agent says so (RFC 8628 section 3.2). */
export function showing(profile: ProfileView, panel: Panel, nowMs: number): Showing {
  if (panel.error !== undefined) return { phase: 'failed', attempt: undefined, error: panel.error };
  const attempt = profile.sign_in;
  if (attempt === undefined || attempt.id === panel.staleId) {
    return { phase: 'preparing', attempt: undefined, error: undefined };
  }
  const awaited = attempt.phase === 'waiting' || attempt.phase === 'slowed-down';
  const over = awaited && attempt.expires_at !== undefined && attempt.expires_at * 1000 <= nowMs;
  return { phase: over ? 'expired' : attempt.phase, attempt, error: attempt.error };
}

const providerOf = (profile: ProfileView, panel: Panel): string =>
  (profile.sign_in?.id === panel.staleId ? undefined : profile.sign_in?.display_name) ?? profile.display_name;

/** The page's title during a sign-in; it names the provider (RFC 8628 section 5.4). */
export function signInHeader(profile: ProfileView, panel: Panel, model: Model): TemplateResult {
  return html`<div class="brand">
      <button type="button" class="button ghost back" @click=${() => model.leavePanel()}>
        ${icon('back')}${strings.action.back}
      </button>
    </div>
    <h1 id="panel-title" tabindex="-1"><span>${withNames(strings.signIn.title(providerOf(profile, panel)))}</span></h1>
    <p class="subtitle">${withNames(strings.signIn.profile(profile.name))}</p>`;
}

export function signInPanel(profile: ProfileView, panel: Panel, model: Model, nowMs: number): TemplateResult {
  const shown = showing(profile, panel, nowMs);
  return html`<section class="panel" data-phase=${shown.phase} aria-labelledby="panel-title">
    <div class="stage">${card(profile, shown, providerOf(profile, panel), model)}</div>
    ${statusLine(shown, nowMs)}
    <div class="buttons">${buttons(profile, shown, model)}</div>
  </section>`;
}

function card(profile: ProfileView, shown: Showing, provider: string, model: Model): TemplateResult {
  const { phase, attempt, error } = shown;
  const texts = strings.signIn;
  switch (phase) {
    case 'waiting':
    case 'slowed-down':
      if (attempt?.user_code !== undefined) return deviceCard(profile.name, attempt, model);
      return browserCard(profile.name, attempt, provider, model);
    case 'preparing':
      return state('busy', 'spinner', texts.preparing, html`<p>${withNames(texts.preparingText(provider))}</p>`);
    case 'redeeming':
      return state('busy', 'spinner', texts.redeeming);
    case 'approved':
      return state('good', 'check', approvedBy(profile), html`<p>${texts.approvedText}</p>`);
    case 'denied':
      return state('bad', 'denied', texts.denied, reason(error, texts.deniedText(provider)));
    case 'expired':
      return state('warn', 'clock', expiredTitle(attempt), html`<p>${texts.expiredText}</p>`);
    case 'cancelled':
      return state('quiet', 'close', texts.cancelled, html`<p>${texts.cancelledText}</p>`);
    case 'failed':
      return state('bad', 'alert', texts.failed, reason(error, ''));
  }
}

const expiredTitle = (attempt: SignInView | undefined): string =>
  attempt?.flow === 'browser' ? strings.signIn.expiredBrowser : strings.signIn.expired;

const reason = (error: Explained | undefined, otherwise: string): TemplateResult =>
  error === undefined ? html`<p>${withNames(otherwise)}</p>` : explained(error);

function approvedBy({ identity }: ProfileView): string {
  const person = identity && (identity.name ?? identity.username ?? identity.email ?? identity.subject);
  return person === undefined ? strings.signIn.approved : strings.signIn.approvedAs(person);
}

function state(tone: Tone, name: IconName, title: string, text: TemplateResult | typeof nothing = nothing) {
  return html`<div class="card outcome">
    <span class="medal ${tone}">${icon(name)}</span>
    <h2>${title}</h2>
    ${text}
  </div>`;
}

/** Always present, so that the buttons stay in place. */
function statusLine({ phase, attempt }: Showing, nowMs: number): TemplateResult {
  const waiting = phase === 'waiting' || phase === 'slowed-down';
  if (!waiting) return html`<p class="status-line"></p>`;
  const text = phase === 'waiting' ? strings.signIn.waiting : strings.signIn.slowed;
  return html`<p class="status-line">
    ${icon('spinner')}<span class="status-text">${text}</span>
    ${
      attempt?.expires_at === undefined
        ? nothing
        : html`<span class="countdown" role="timer">${strings.signIn.left(countdown(attempt.expires_at, nowMs))}</span>`
    }
  </p>`;
}

const cannotStart = (name: string, model: Model): boolean => model.lost !== undefined || model.busy.has(name);

function buttons({ name }: ProfileView, shown: Showing, model: Model): TemplateResult {
  const { phase, attempt } = shown;
  const again = (label: string) =>
    html`<button type="button" class="button primary" ?disabled=${cannotStart(name, model)} @click=${() => signIn(model, name)}>${label}</button>`;
  const leave = html`<button type="button" class="button" @click=${() => model.leavePanel()}>${strings.action.close}</button>`;
  switch (phase) {
    case 'approved':
      return html`<button type="button" class="button primary" @click=${() => model.leavePanel()}>${strings.action.done}</button>`;
    case 'denied':
    case 'failed':
      return html`${leave}${again(strings.action.tryAgain)}`;
    case 'expired':
      return html`${leave}${again(attempt?.flow === 'browser' ? strings.action.tryAgain : strings.action.newCode)}`;
    case 'cancelled':
      return html`${leave}${again(strings.action.signIn)}`;
    default:
      return html`${otherWay(name, shown, model)}
        <button type="button" class="button" ?disabled=${model.lost !== undefined} @click=${() => cancelSignIn(model, name)}>
          ${strings.action.cancelSignIn}
        </button>`;
  }
}

function otherWay(name: string, { phase, attempt }: Showing, model: Model) {
  if (phase !== 'waiting' && phase !== 'slowed-down') return nothing;
  const flow = attempt?.flow === 'browser' ? 'device' : 'browser';
  if (attempt?.flows?.includes(flow) === false) return nothing;
  const label = flow === 'device' ? strings.action.useDevice : strings.action.useBrowser;
  return html`<button
    type="button"
    class="button ghost"
    ?disabled=${cannotStart(name, model)}
    @click=${() => signInOtherwise(model, name, flow)}
  >
    ${label}
  </button>`;
}
