/** A profile's own page: its header, and the element that draws the rest. Templates only. */
import { html, nothing } from 'lit';
import { strings } from '../../src-languages/window.ts';
import { menuItems } from '../list/profile-row.ts';
import type { Model } from '../model/model.ts';
import { withNames } from '../parts/breakable.ts';
import { type Drawn, pageHeader } from '../parts/page-header.ts';

export function detailPage(name: string, model: Model): Drawn {
  const profile = model.profile(name);
  if (profile === undefined) return { header: html``, body: html`` };
  const menu = html`<latchkey-menu
    .label=${strings.action.more(name)}
    .items=${menuItems(profile, model, Date.now())}
    ?disabled=${model.lost !== undefined}
  ></latchkey-menu>`;
  return {
    header: html`${pageHeader(name, model, model.lost === undefined ? menu : nothing)}
      <p class="subtitle">${withNames(profile.display_name)}</p>`,
    body: html`<latchkey-detail .model=${model} .profile=${profile} .nowMs=${Date.now()}></latchkey-detail>`,
  };
}
