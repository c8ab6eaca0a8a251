/** What surrounds the list and the sign-in: header, banners, notices and footer. Templates only. */
import { html, nothing, type TemplateResult } from 'lit';
import { strings } from '../src-languages/window.ts';
import type { ErrorView, View } from '../src-main/api/types.ts';
import { type Summary, summarise } from './list/overall.ts';
import type { Model } from './model/model.ts';
import { withNames } from './parts/breakable.ts';
import { explained, explainedBelow, told } from './parts/hint.ts';
import { icon } from './parts/icons.ts';
import { upkeepMenu } from './upkeep/menu.ts';

export function summaryOf(model: Model, nowMs: number): Summary {
  if (model.lost !== undefined) return { text: strings.overall.lost, tone: 'warn', icon: 'offline' };
  if (model.view === undefined) return { text: strings.overall.connecting, tone: 'quiet', icon: 'key' };
  return summarise(model.view, nowMs);
}

export const brandName = (): TemplateResult =>
  html`<span>${icon('key')}<span class="word">${strings.appName}</span></span>`;

/** The overall state in one sentence. The empty list has its own, larger button. */
export function listHeader(summary: Summary, model: Model): TemplateResult {
  const add = html`<button
    type="button"
    class="button add"
    ?disabled=${model.lost !== undefined}
    @click=${() => model.open({ kind: 'add' })}
  >
    ${icon('plus')}<span>${strings.action.add}</span>
  </button>`;
  const anyProfile = (model.view?.profiles.length ?? 0) > 0;
  return html`<div class="brand">
      ${brandName()}
      <div class="tools">${anyProfile ? html`${add} ${lockButton(model)}` : nothing} ${upkeepMenu(model)}</div>
    </div>
    <h1 class=${summary.tone}>${icon(summary.icon)}<span>${withNames(summary.text)}</span></h1>`;
}

function lockButton(model: Model): TemplateResult {
  return html`<button
    type="button"
    class="button ghost square"
    aria-label=${strings.lock.command}
    title=${strings.lock.command}
    ?disabled=${model.lost !== undefined}
    @click=${() => model.open({ kind: 'lock' })}
  >
    ${icon('lock')}
  </button>`;
}

export function lostBanner(model: Model): TemplateResult | typeof nothing {
  const { lost, view } = model;
  if (lost === undefined) return nothing;
  return html`<section class="banner warn">
    <h2>${lost.status === 0 ? strings.lost.title : told(lost).sentence}</h2>
    <p>${view === undefined ? strings.lost.first : strings.lost.retrying}</p>
    ${explainedBelow(lost)}
    <button type="button" class="button" @click=${() => model.retry()}>
      ${icon('refresh')}${strings.action.retry}
    </button>
  </section>`;
}

export function vaultBanner(problem: ErrorView | undefined): TemplateResult | typeof nothing {
  if (problem === undefined) return nothing;
  return html`<section class="banner bad">
    <h2>${told(problem).sentence}</h2>
    ${explainedBelow(problem)}
  </section>`;
}

/** Drawn over the page, so that nothing moves when it comes and goes. */
export function notices(model: Model): TemplateResult {
  const { notice } = model;
  const strip =
    notice &&
    html`<div class="notice ${notice.kind}">
    <div>${explained(notice)}</div>
    <button
      type="button"
      class="button ghost square"
      aria-label=${strings.action.dismiss}
      @click=${() => model.dismiss()}
    >
      ${icon('close')}
    </button>
  </div>`;
  return html`<div class="notices" role="status">${strip ?? nothing}</div>`;
}

export function footer({ agent }: View): TemplateResult {
  return html`<footer>${strings.appName} ${agent.version} · ${strings.vaultKind[agent.vault]}</footer>`;
}
