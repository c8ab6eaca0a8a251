/** The menu beside the list's title for the pages about the program itself, and how those pages are drawn. */
import { html, type TemplateResult } from 'lit';
import { strings } from '../../src-languages/window.ts';
import type { Model } from '../model/model.ts';
import type { UpkeepPage } from '../model/shown.ts';

export function upkeepMenu(model: Model): TemplateResult {
  const item = (kind: UpkeepPage) => ({ label: strings[kind].title, run: () => model.showPage({ kind }) });
  return html`<latchkey-menu
    .label=${strings.upkeep.menu}
    .items=${[item('settings'), item('doctor'), item('log')]}
    ?disabled=${model.lost !== undefined}
  ></latchkey-menu>`;
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
