/**
 * What a person needs while a sign-in waits for them: the code with its link, or the way back to the browser. Links are
 * shown as text and opened by the agent, in the system browser (RFC 8252 section 8.12).
 */
import { html, nothing, type TemplateResult } from 'lit';
import { strings } from '../../src-languages/window.ts';
import type { SignInView } from '../../src-main/api/types.ts';
import { openLink } from '../model/commands.ts';
import type { Model } from '../model/model.ts';
import { breakable, withNames } from '../parts/breakable.ts';
import { explained } from '../parts/hint.ts';
import { icon } from '../parts/icons.ts';
import { qrCode } from '../parts/qr-code.ts';
import { userCode } from '../parts/user-code.ts';

/** RFC 8628 section 3.3.1: shows both code and link, even if the link already contains the code. */
export function deviceCard(name: string, attempt: SignInView, model: Model): TemplateResult {
  const code = attempt.user_code ?? '';
  const link = attempt.verification_uri ?? '';
  const scan = attempt.verification_uri_complete ?? link;
  return html`<div class="card code-card">
      <h2>${strings.signIn.yourCode}</h2>
      <div class="code-line">
        ${userCode(code)}
        <latchkey-copy .text=${code} .label=${strings.action.copyCode}></latchkey-copy>
      </div>
      <p class="check">${icon('shield')}<span>${withNames(strings.signIn.check(attempt.display_name))}</span></p>
    </div>
    <div class="card link-card">
      <div class="link-text">
        <div class="link-head">
          <h2>${strings.signIn.link}</h2>
          <latchkey-copy quiet .text=${link} .label=${strings.action.copyLink}></latchkey-copy>
        </div>
        <p class="link">${breakable(link)}</p>
        ${openButton(name, model, strings.action.open)}
      </div>
      ${scan === '' ? nothing : html`<div class="scan">${qrCode(scan)}<p class="muted">${strings.signIn.scan}</p></div>`}
    </div>`;
}

export function browserCard(
  name: string,
  attempt: SignInView | undefined,
  provider: string,
  model: Model,
): TemplateResult {
  const link = attempt?.authorization_uri ?? '';
  return html`<div class="card outcome">
    <span class="medal busy">${icon('browser')}</span>
    <h2>${strings.signIn.browser}</h2>
    <p>${withNames(strings.signIn.browserText(provider))}</p>
    ${attempt?.error === undefined ? nothing : explained(attempt.error)}
    ${openButton(name, model, strings.action.openAgain)}
    ${
      link === ''
        ? nothing
        : html`<details class="long-link">
          <summary>${strings.signIn.browserLink}</summary>
          <p class="link">${breakable(link)}</p>
          <latchkey-copy .text=${link} .label=${strings.action.copyLink}></latchkey-copy>
        </details>`
    }
  </div>`;
}

function openButton(name: string, model: Model, label: string): TemplateResult {
  return html`<button
    type="button"
    class="button primary"
    ?disabled=${model.lost !== undefined}
    @click=${() => openLink(model, name)}
  >
    ${icon('external')}${label}
  </button>`;
}
