/**
 * A profile's two expiry times, each on a line: the access token's with its next refresh, and the sign-in's. The lines
 * repeat the text below them, so they are hidden from screen readers.
 */
import { html, nothing, type SVGTemplateResult, svg, type TemplateResult } from 'lit';
import { moment } from '../../src-languages/locale.ts';
import { strings } from '../../src-languages/window.ts';
import type { ProfileView } from '../../src-main/api/types.ts';
import { isSignedIn } from '../../src-shared/profile-facts.ts';
import { timeLeft } from '../parts/time-left.ts';

/** All epoch seconds. */
interface Span {
  readonly startS: number;
  readonly endS: number;
  readonly markS?: number | undefined;
}

/** The position of `atS` on the line, 0 to 1. */
export function share({ startS, endS }: Span, atS: number): number {
  if (endS <= startS) return 1;
  return Math.min(1, Math.max(0, (atS - startS) / (endS - startS)));
}

const percent = (part: number): string => `${(part * 100).toFixed(2)}%`;

export function timeCard(profile: ProfileView, nowMs: number): TemplateResult | typeof nothing {
  if (!isSignedIn(profile)) return nothing;
  return html`<section class="card times" aria-labelledby="detail-time">
    <h2 id="detail-time">${strings.detail.time}</h2>
    ${tokenLine(profile, nowMs)} ${signInLine(profile, nowMs)}
  </section>`;
}

function tokenLine(profile: ProfileView, nowMs: number): TemplateResult {
  const { expires_at: endS, refresh_at, last_refresh_at, signed_in_at, renewable } = profile;
  const startS = last_refresh_at ?? signed_in_at;
  const markS = renewable ? refresh_at : undefined;
  const begins = startS === undefined || endS === undefined ? undefined : Math.min(startS, endS);
  const span = endS === undefined ? undefined : { startS: begins ?? nowMs / 1000, endS, markS };
  return html`<div class="timeline">
    <h3>${strings.detail.token}</h3>
    ${line(span, nowMs)}
    <p class="ends">${tokenText(profile, nowMs)}</p>
    ${markS === undefined ? nothing : html`<p class="muted mark-text">${refreshText(profile, markS, nowMs)}</p>`}
  </div>`;
}

function tokenText({ expires_at: endS, refresh_at }: ProfileView, nowMs: number): string {
  if (endS === undefined) return refresh_at === undefined ? strings.detail.noToken : strings.detail.tokenUnknown;
  const left = timeLeft(endS, nowMs);
  return left === undefined ? strings.detail.tokenEnded : strings.detail.tokenEnds(left, atText(endS, nowMs));
}

function refreshText({ problem }: ProfileView, atS: number, nowMs: number): string {
  if (problem !== undefined && atS * 1000 > nowMs) return strings.detail.againAt(atText(atS, nowMs));
  return atS * 1000 <= nowMs ? strings.detail.refreshSoon : strings.detail.refreshAt(atText(atS, nowMs));
}

function signInLine(profile: ProfileView, nowMs: number): TemplateResult {
  const { sign_in_ends_at: endS, signed_in_at, renewable } = profile;
  const span = endS === undefined ? undefined : { startS: Math.min(signed_in_at ?? endS, nowMs / 1000), endS };
  return html`<div class="timeline">
    <h3>${strings.detail.lasts}</h3>
    ${line(span, nowMs)}
    <p class="ends">${lastsText(endS, renewable, nowMs)}</p>
    ${
      signed_in_at === undefined
        ? nothing
        : html`<p class="muted mark-text">${strings.detail.since(moment(signed_in_at * 1000, 'day and time'))}</p>`
    }
  </div>`;
}

function lastsText(endS: number | undefined, renewable: boolean, nowMs: number): string {
  if (!renewable) return strings.detail.lastsOnly;
  if (endS === undefined) return strings.detail.lastsUnknown;
  const left = timeLeft(endS, nowMs);
  return left === undefined ? strings.detail.lastsNow : strings.detail.lastsRenewed(left, moment(endS * 1000, 'day'));
}

const HALF_DAY_S = 12 * 3600;

/** For today and the hours around midnight, the time alone is enough. */
export function atText(atS: number, nowMs: number): string {
  const sameDay = new Date(atS * 1000).toDateString() === new Date(nowMs).toDateString();
  const near = Math.abs(atS - nowMs / 1000) < HALF_DAY_S;
  return moment(atS * 1000, sameDay || near ? 'time' : 'day and time');
}

function line(span: Span | undefined, nowMs: number): TemplateResult {
  const now = span === undefined ? undefined : share(span, nowMs / 1000);
  return html`<svg class="line ${span === undefined ? 'open' : ''}" width="100%" height="16" aria-hidden="true">
    <rect class="track" x="0" y="6" width="100%" height="4" rx="2" />
    ${now === undefined ? nothing : passed(now)}
    ${span?.markS === undefined ? nothing : mark(share(span, span.markS))} ${now === undefined ? nothing : dot(now)}
  </svg>`;
}

const passed = (now: number): SVGTemplateResult =>
  svg`<rect class="passed" x="0" y="6" width=${percent(now)} height="4" rx="2" />`;

const mark = (at: number): SVGTemplateResult =>
  svg`<line class="renewal" x1=${percent(at)} x2=${percent(at)} y1="2" y2="14" />`;

/** Kept within both ends. */
const dot = (now: number): SVGTemplateResult => svg`<circle class="dot" cx=${percent(now)} cy="8" r="5" />`;
