/** Asks before a profile is removed, and says what will happen. */
import { html, type TemplateResult } from 'lit';
import type { ProfileView } from '../src-main/api/types.ts';
import { removeProfile } from './commands.ts';
import type { Model } from './model.ts';
import { strings } from './strings.ts';

export function removeDialog(profile: ProfileView, model: Model): TemplateResult {
  const keep = () => model.open(undefined);
  const content = html`<p>${strings.remove.text(profile.name, profile.display_name)}</p>
    <p class="muted">${strings.remove.tools}</p>
    <div class="buttons">
      <button type="button" class="button" autofocus @click=${keep}>${strings.remove.keep}</button>
      <button type="button" class="button danger" @click=${() => removeProfile(model, profile.name)}>
        ${strings.remove.confirm}
      </button>
    </div>`;
  return html`<latchkey-dialog
    alert
    .heading=${strings.remove.title(profile.name)}
    .content=${content}
    @dismissed=${keep}
  ></latchkey-dialog>`;
}
