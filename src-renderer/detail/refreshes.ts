/** A profile's latest refreshes in words: when, why, and with what result. Templates only. */
import { html, nothing, type TemplateResult } from 'lit';
import { strings } from '../../src-languages/window.ts';
import type { ProfileView, RefreshEntry } from '../../src-main/api/types.ts';
import { icon } from '../parts/icons.ts';
import { duration } from '../parts/time-left.ts';
import { atText } from './timeline.ts';

const FIRST_FEW = 4;
/** Anything slower is worth mentioning. */
const SLOW_MS = 3_000;

interface Shown {
  readonly all: boolean;
  readonly toggle: () => void;
}

export function refreshesCard(
  profile: ProfileView,
  refreshes: readonly RefreshEntry[],
  nowMs: number,
  { all, toggle }: Shown,
): TemplateResult {
  const shown = all ? refreshes : refreshes.slice(0, FIRST_FEW);
  const label = all ? strings.detail.fewerRefreshes : strings.detail.allRefreshes(refreshes.length);
  return html`<section class="card refreshes" aria-labelledby="detail-refreshes">
    <h2 id="detail-refreshes">${strings.detail.refreshes}</h2>
    ${
      refreshes.length === 0
        ? html`<p class="muted">${strings.detail.noRefreshes}</p>`
        : html`<ol class="plain-list">${shown.map((entry, at) => row(entry, at === 0 ? profile : undefined, nowMs))}</ol>`
    }
    ${
      refreshes.length <= FIRST_FEW
        ? nothing
        : html`<button type="button" class="button small" aria-expanded=${all} @click=${toggle}>${label}</button>`
    }
  </section>`;
}

/** `newest`: the profile, for the newest entry, the only one whose next step is known. */
function row(entry: RefreshEntry, newest: ProfileView | undefined, nowMs: number): TemplateResult {
  const failed = entry.outcome === 'failed';
  return html`<li class="entry ${failed ? 'warn' : 'good'}">
    <span class="glyph">${icon(failed ? 'alert' : 'check')}</span>
    <span class="what">${text(entry)}${failed ? next(newest, nowMs) : took(entry)}</span>
    <time datetime=${new Date(entry.at * 1000).toISOString()}>${atText(entry.at, nowMs)}</time>
  </li>`;
}

export function text({ outcome, reason, code, times, min_ttl }: RefreshEntry): string {
  if (outcome === 'failed') {
    const why = whyWords(code);
    return times === undefined ? strings.detail.failed(why) : strings.detail.failedTimes(why, times);
  }
  if (reason === 'min-ttl' && min_ttl !== undefined) return strings.detail.minTtl(duration(min_ttl));
  return strings.detail.reason[reason];
}

function whyWords(code: RefreshEntry['code']): string {
  const words: Readonly<Record<string, string>> = strings.detail.why;
  return code === undefined ? strings.detail.why.other : (words[code] ?? code.replaceAll('_', ' '));
}

function next(newest: ProfileView | undefined, nowMs: number): TemplateResult | typeof nothing {
  const atS = newest?.refresh_at;
  if (newest === undefined || atS === undefined || newest.problem === undefined) return nothing;
  const words = atS * 1000 <= nowMs ? strings.detail.againNow : strings.detail.againAt(atText(atS, nowMs));
  return html` <span class="muted">${words}</span>`;
}

function took({ took_ms: ms, reason }: RefreshEntry): TemplateResult | typeof nothing {
  // A sign-in takes as long as the person does.
  if (ms < SLOW_MS || reason === 'sign-in') return nothing;
  return html` <span class="muted">${strings.detail.took(duration(ms / 1000))}</span>`;
}
