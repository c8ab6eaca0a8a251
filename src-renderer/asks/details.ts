/** Who asks, for the question: what it wants, its executable, the programs that started it, its machine. Templates only. */
import { html, nothing, type TemplateResult } from 'lit';
import { changesText, strings } from '../../src-languages/window.ts';
import type { AskView } from '../../src-main/api/types.ts';
import { shortName, shortPath, wantedOf } from '../model/waiting-asks.ts';

/** `count`: how many questions wait. */
export function askPlace(count: number): TemplateResult | typeof nothing {
  if (count < 2) return nothing;
  return html`<span class="muted ask-place">
    <span aria-hidden="true">${strings.ask.place(count)}</span>
    <span class="visually-hidden">${strings.ask.placeSpoken(count)}</span>
  </span>`;
}

export function askDetails(ask: AskView): TemplateResult {
  const { changes, elsewhere, host } = ask;
  return html`<div>
    <p class="muted">${purpose(ask)}</p>
    <dl class="facts">
      ${changes === undefined ? nothing : fact(strings.ask.changeFact, html`<strong>${changesText(changes)}</strong>`)}
      ${fact(strings.ask.program, executable(ask))}
      ${ask.chain.length === 0 ? nothing : fact(strings.ask.processes, chain(ask.chain))}
      ${host === undefined ? nothing : fact(strings.ask.machine, html`<strong>${shortName(host)}</strong>`)}
    </dl>
    ${elsewhere ? html`<p class="problem warn">${strings.ask.anotherFile}</p>` : nothing}
    ${host === undefined ? nothing : html`<p class="problem warn">${strings.ask.otherMachine}</p>`}
  </div>`;
}

function purpose(ask: AskView): string {
  const { profile = '', role, login } = ask;
  if (ask.change !== undefined) return strings.ask.change(wantedOf(ask));
  if (login !== undefined) return strings.ask.login(login);
  return role === undefined ? strings.ask.token(profile) : strings.ask.role(role, profile);
}

const fact = (name: string, value: TemplateResult): TemplateResult => html`<dt>${name}</dt>
    <dd>${value}</dd>`;

/** The full path: the folder distinguishes a real program from one with the same name. */
function executable({ executable: path }: AskView): TemplateResult {
  if (path === undefined) return html`<span class="warn-text">${strings.ask.noProgram}</span>`;
  return html`<bdi><code>${shortPath(path)}</code></bdi>`;
}

/** The nearest ones say who asks; those further away started the whole session. */
const MOST_PROCESSES = 6;

function chain(names: readonly string[]): TemplateResult {
  const arrow = html`<span class="muted" aria-hidden="true"> ← </span><span class="visually-hidden">${strings.ask.startedBy}</span>`;
  const shown = names.slice(0, MOST_PROCESSES);
  const more = names.length - shown.length;
  return html`${shown.map((name, index) => html`${index === 0 ? nothing : arrow}<bdi>${shortName(name)}</bdi>`)}${
    more > 0 ? html`${arrow}<span class="muted">${strings.ask.moreProcesses(more)}</span>` : nothing
  }`;
}
