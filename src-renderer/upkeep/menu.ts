/** The menu beside the list's title for the pages about the program itself, and how those pages are drawn. */
import { html, type TemplateResult } from 'lit';
import { strings } from '../../src-languages/window.ts';
import { quit } from '../model/commands.ts';
import type { Model } from '../model/model.ts';
import type { UpkeepPage } from '../model/shown.ts';
import type { MenuItem } from '../parts/row-menu.ts';

export function upkeepMenu(model: Model): TemplateResult {
  const item = (kind: UpkeepPage) => ({ label: strings[kind].title, run: () => model.showPage({ kind }) });
  return html`<latchkey-menu
    .label=${strings.upkeep.menu}
    .items=${[item('settings'), item('doctor'), item('log'), ...quitItem(model)]}
    ?disabled=${model.lost !== undefined}
  ></latchkey-menu>`;
}

/** Without a tray, there is no other way in the desktop; the agent of a page is ended where it was started. */
function quitItem(model: Model): readonly MenuItem[] {
  return model.view?.agent.desktop ? [{ label: strings.upkeep.quit, run: () => quit(model) }] : [];
}

export function upkeepBody(kind: UpkeepPage, model: Model): TemplateResult {
  switch (kind) {
    case 'settings':
      return html`<latchkey-settings .model=${model}></latchkey-settings>`;
    case 'doctor':
      return html`<latchkey-doctor .model=${model}></latchkey-doctor>`;
    case 'log':
      return html`<latchkey-log .model=${model}></latchkey-log>`;
  }
}
