/** Asks before removing a profile or one of its roles, and says what will happen. */
import { html, type TemplateResult } from 'lit';
import { strings } from '../src-languages/window.ts';
import type { ProfileView, RoleView } from '../src-main/api/types.ts';
import { removeProfile } from './model/commands.ts';
import type { Model } from './model/model.ts';
import { removeRole } from './model/role-commands.ts';

interface Question {
  readonly title: string;
  readonly text: string;
  readonly tools: string;
  readonly yes: () => void;
}

export function removeDialog(profile: ProfileView, model: Model): TemplateResult {
  const question: Question = {
    title: strings.remove.title(profile.name),
    text: strings.remove.text(profile.name, profile.display_name),
    tools: strings.remove.tools,
    yes: () => removeProfile(model, profile.name),
  };
  return ask(question, model);
}

export function removeRoleDialog(profile: ProfileView, role: RoleView, model: Model): TemplateResult {
  const question: Question = {
    title: strings.roleRemove.title(role.name),
    text: strings.roleRemove.text(strings.roles.account(role.account_name, role.account_id)),
    tools: strings.roleRemove.tools,
    yes: () => removeRole(model, profile.name, role.name),
  };
  return ask(question, model);
}

/** The button has the description: Orca leaves a dialog's name out if the menu that opened it is gone. */
function ask({ title, text, tools, yes }: Question, model: Model): TemplateResult {
  const keep = () => model.open(undefined);
  const content = html`<p id="dialog-text">${text}</p>
    <p class="muted">${tools}</p>
    <div class="buttons">
      <button type="button" class="button" aria-describedby="dialog-title dialog-text" autofocus @click=${keep}>
        ${strings.remove.keep}
      </button>
      <button type="button" class="button danger" @click=${yes}>${strings.remove.confirm}</button>
    </div>`;
  return html`<latchkey-dialog .heading=${title} .content=${content} @dismissed=${keep}></latchkey-dialog>`;
}
