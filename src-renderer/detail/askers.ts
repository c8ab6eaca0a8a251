/**
 * The programs that recently asked for a profile's tokens, each once, with how often and when last. Pure except for the
 * templates.
 */
import { html, nothing, type TemplateResult } from 'lit';
import { list, relative } from '../../src-languages/locale.ts';
import { strings } from '../../src-languages/window.ts';
import type { AuditEntry } from '../../src-main/api/types.ts';
import { plainName, plainPath } from '../model/waiting-asks.ts';

/** Requests for something secret only; commands and locks do not count. */
const WANTED: ReadonlySet<AuditEntry['event']> = new Set(['token', 'role-credentials', 'login']);
const MOST_PROGRAMS = 6;

export interface Asker {
  readonly name: string;
  readonly executable?: string | undefined;
  readonly count: number;
  readonly refused: number;
  /** Epoch milliseconds. */
  readonly lastMs: number;
  readonly roles: readonly string[];
}

function nameOf({ program, claim, host, door }: AuditEntry): string {
  const name = program?.name ?? claim ?? (door === 'tray' ? strings.detail.itself : strings.detail.anyProgram);
  return host === undefined ? plainName(name) : `${plainName(name)} (${plainName(host)})`;
}

/** Newest asker first. `entries` are oldest first. */
export function askersOf(entries: readonly AuditEntry[]): readonly Asker[] {
  const found = new Map<string, Asker>();
  for (const entry of entries.filter(({ event }) => WANTED.has(event))) {
    const executable = entry.host === undefined ? entry.program?.executable : undefined;
    const name = nameOf(entry);
    const { times = 1 } = entry;
    const key = `${name}\n${executable ?? ''}`;
    const former = found.get(key);
    const roles = new Set([...(former?.roles ?? []), ...(entry.role === undefined ? [] : [entry.role])]);
    found.delete(key);
    found.set(key, {
      name,
      executable,
      count: (former?.count ?? 0) + times,
      refused: (former?.refused ?? 0) + (entry.outcome === 'refused' ? times : 0),
      lastMs: Date.parse(entry.time),
      roles: [...roles],
    });
  }
  return [...found.values()].reverse();
}

/** `null`: they could not be read. */
export function askersCard(entries: readonly AuditEntry[] | null, nowMs: number): TemplateResult {
  return html`<section class="card askers" aria-labelledby="detail-asked">
    <h2 id="detail-asked">${strings.detail.asked}</h2>
    ${entries === null ? html`<p class="muted">${strings.detail.auditFailed}</p>` : programs(askersOf(entries), nowMs)}
  </section>`;
}

function programs(askers: readonly Asker[], nowMs: number): TemplateResult {
  if (askers.length === 0) return html`<p class="muted">${strings.detail.noRequests}</p>`;
  const more = askers.length - MOST_PROGRAMS;
  return html`<ul class="plain-list">
      ${askers.slice(0, MOST_PROGRAMS).map((asker) => program(asker, nowMs))}
    </ul>
    ${more > 0 ? html`<p class="muted small-text">${strings.detail.more(more)}</p>` : nothing}`;
}

function program({ name, executable, count, refused, lastMs, roles }: Asker, nowMs: number): TemplateResult {
  const parts = [
    strings.detail.programTimes(count),
    strings.detail.last(relative(lastMs, Math.max(nowMs, lastMs))),
    ...(roles.length === 0 ? [] : [strings.detail.forRoles(list.format(roles))]),
  ];
  return html`<li class="asker" title=${executable === undefined ? '' : plainPath(executable)}>
    <strong><bdi>${name}</bdi></strong> <span class="muted">· ${parts.join(' · ')}</span>
    ${refused === 0 ? nothing : html`<span class="warn-text">· ${strings.detail.refused(refused)}</span>`}
  </li>`;
}
