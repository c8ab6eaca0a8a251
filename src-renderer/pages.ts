/**
 * Draws the page shown in place of the list. For a new page, add a kind in model/shown.ts and its templates in a file of
 * their own.
 */
import { strings } from '../src-languages/window.ts';
import { detailPage } from './detail/page.ts';
import type { Model } from './model/model.ts';
import type { Page } from './model/shown.ts';
import { type Drawn, pageHeader } from './parts/page-header.ts';
import { upkeepBody } from './upkeep/menu.ts';

export function drawnPage(page: Page, model: Model): Drawn {
  if (page.kind === 'detail') return detailPage(page.name, model);
  return { header: pageHeader(strings[page.kind].title, model), body: upkeepBody(page.kind, model) };
}
