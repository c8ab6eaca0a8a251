/** Draws the dialog that the person has opened. */
import { html, nothing, type TemplateResult } from 'lit';
import { keysDialog } from './keys-dialog.ts';
import type { Model } from './model/model.ts';
import { removeDialog, removeRoleDialog } from './remove-dialog.ts';

export function openDialog(model: Model): TemplateResult | typeof nothing {
  const { dialog } = model;
  if (dialog === undefined) return nothing;
  if (!('name' in dialog)) return generalDialog(dialog.kind, model);
  const profile = model.profile(dialog.name);
  if (profile === undefined) return nothing;
  switch (dialog.kind) {
    case 'edit':
      return html`<latchkey-form .model=${model} .profile=${profile}></latchkey-form>`;
    case 'programs':
      return html`<latchkey-programs .model=${model} .profile=${profile}></latchkey-programs>`;
    case 'remove':
      return removeDialog(profile, model);
    case 'add-roles':
      return html`<latchkey-roles .model=${model} .profile=${profile}></latchkey-roles>`;
    case 'remove-role': {
      const role = profile.roles?.find(({ name }) => name === dialog.role);
      return role === undefined ? nothing : removeRoleDialog(profile, role, model);
    }
  }
}

function generalDialog(kind: 'add' | 'lock' | 'palette' | 'keys', model: Model): TemplateResult {
  switch (kind) {
    case 'add':
      return html`<latchkey-form .model=${model} .offered=${model.offered}></latchkey-form>`;
    case 'lock':
      return html`<latchkey-lock .model=${model}></latchkey-lock>`;
    case 'palette':
      return html`<latchkey-palette .model=${model}></latchkey-palette>`;
    case 'keys':
      return keysDialog(model);
  }
}
