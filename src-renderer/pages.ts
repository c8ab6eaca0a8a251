/** The pages that lie over the list, and how each is drawn. A new page: a kind here, its templates in a file of its own. */
import { html, nothing, type TemplateResult } from 'lit';
import { strings } from '../src-languages/window.ts';
import { detailPage } from './detail/page.ts';
import type { Model } from './model/model.ts';
import { withNames } from './parts/breakable.ts';
import { icon } from './parts/icons.ts';
import { type LivingPage, livingBody } from './upkeep/living-menu.ts';

export type Page = { readonly kind: LivingPage } | { readonly kind: 'detail'; readonly name: string };

/** Its heading MUST have this id, for the focus; `body` stands in the page's main part. */
export const PAGE_TITLE = 'page-title';

export interface Drawn {
  readonly header: TemplateResult;
  readonly body: TemplateResult;
}

export function drawnPage(page: Page, model: Model): Drawn {
  if (page.kind === 'detail') return detailPage(page.name, model);
  return { header: pageHeader(strings[page.kind].title, model), body: livingBody(page.kind, model) };
}

/** The way back, the title, and what a page wants beside them. */
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
