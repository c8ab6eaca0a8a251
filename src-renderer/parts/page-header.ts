/** The header of a page shown in place of the list: the way back, the title, and the page's own controls. */
import { html, nothing, type TemplateResult } from 'lit';
import { strings } from '../../src-languages/window.ts';
import type { Model } from '../model/model.ts';
import { withNames } from './breakable.ts';
import { icon } from './icons.ts';

/** The heading MUST have this id, for the focus; `body` is the page's main part. */
export const PAGE_TITLE = 'page-title';

export interface Drawn {
  readonly header: TemplateResult;
  readonly body: TemplateResult;
}

export function pageHeader(
  title: string,
  model: Model,
  tools: TemplateResult | typeof nothing = nothing,
): TemplateResult {
  return html`<div class="brand">
      <button type="button" class="button ghost back" @click=${() => model.showPage(undefined)}>
        ${icon('back')}${strings.action.back}
      </button>
      ${tools}
    </div>
    <h1 id=${PAGE_TITLE} tabindex="-1"><span>${withNames(title)}</span></h1>`;
}
