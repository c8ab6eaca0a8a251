/** The empty window: import what AWS's tools know, choose where to sign in, or try the sandbox. */
import { html, type TemplateResult } from 'lit';
import { strings } from '../../src-languages/window.ts';
import { openFormFor } from '../form/beginning.ts';
import { startSandbox } from '../model/commands.ts';
import type { Model } from '../model/model.ts';
import { icon } from '../parts/icons.ts';

/** Providers' own names, so they are the same in every language. The marks are ours: two letters, not logos. */
interface Tile {
  readonly kind: string;
  readonly title: string;
  readonly mark: string;
}

const TILES: readonly Tile[] = [
  { kind: 'aws', title: 'AWS', mark: 'Aw' },
  { kind: 'huawei', title: 'Huawei Cloud', mark: 'Hc' },
  { kind: 'hydra', title: 'Ory Hydra', mark: 'Hy' },
  { kind: 'preset:github', title: 'GitHub', mark: 'Gh' },
  { kind: 'preset:gitlab', title: 'GitLab', mark: 'Gl' },
  { kind: 'preset:google', title: 'Google', mark: 'Go' },
  { kind: 'preset:entra', title: 'Microsoft Entra', mark: 'En' },
  { kind: 'preset:okta', title: 'Okta', mark: 'Ok' },
  { kind: 'preset:auth0', title: 'Auth0', mark: 'A0' },
  { kind: 'preset:keycloak', title: 'Keycloak', mark: 'Kc' },
];

/** The sandbox has no profile yet, so an impossible name marks it as busy. */
export const STARTING = 'sandbox/starting';

export function firstRun(model: Model): TemplateResult {
  const isLost = model.lost !== undefined;
  return html`<section class="blank first">
    <latchkey-import .model=${model} ?disabled=${isLost}></latchkey-import>
    <h2 id="first-title">${strings.firstRun.title}</h2>
    <p>${strings.firstRun.text}</p>
    <ul class="tiles" aria-labelledby="first-title">
      ${TILES.map((one) => tile(model, one, html`<span class="mark" aria-hidden="true">${one.mark}</span>`, isLost))}
      ${tile(
        model,
        { kind: 'oidc', title: strings.firstRun.other, mark: '' },
        html`<span class="mark" aria-hidden="true">${icon('key')}</span>`,
        isLost,
      )}
    </ul>
    ${sandbox(model, isLost)}
  </section>`;
}

function tile(model: Model, { kind, title }: Tile, mark: TemplateResult, isLost: boolean): TemplateResult {
  return html`<li>
    <button type="button" class="tile" ?disabled=${isLost} @click=${() => openFormFor(model, kind)}>
      ${mark}<span>${title}</span>
    </button>
  </li>`;
}

function sandbox(model: Model, isLost: boolean): TemplateResult {
  const { title, text, start, starting } = strings.firstRun.sandbox;
  const isStarting = model.busy.has(STARTING);
  return html`<section class="sandbox" aria-labelledby="sandbox-title">
    <div>
      <h3 id="sandbox-title">${title}</h3>
      <p>${text}</p>
    </div>
    <button
      type="button"
      class="button"
      ?disabled=${isLost || isStarting}
      @click=${() => startSandbox(model, STARTING)}
    >
      ${isStarting ? html`${icon('spinner')}${starting}` : start}
    </button>
  </section>`;
}
