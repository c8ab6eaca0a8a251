/** The way to the pages about the program itself, beside the list's title; and how these pages are drawn. */
import { html, type TemplateResult } from 'lit';
import { strings } from '../../src-languages/window.ts';
import type { Model } from '../model/model.ts';
import type { LivingPage } from '../model/shown.ts';

export function livingMenu(model: Model): TemplateResult {
  const item = (kind: LivingPage) => ({ label: strings[kind].title, run: () => model.showPage({ kind }) });
  return html`<latchkey-menu
    .label=${strings.living.menu}
    .items=${[item('settings'), item('doctor'), item('log')]}
    ?disabled=${model.lost !== undefined}
  ></latchkey-menu>`;
}

export function livingBody(kind: LivingPage, model: Model): TemplateResult {
  switch (kind) {
    case 'settings':
      return html`<latchkey-settings .model=${model}></latchkey-settings>`;
    case 'doctor':
      return html`<latchkey-doctor .model=${model}></latchkey-doctor>`;
    case 'log':
      return html`<latchkey-log .model=${model}></latchkey-log>`;
  }
}
