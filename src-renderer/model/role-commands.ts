/** What a person can do with a role. The page has no credentials; it copies the command that fetches them. */

import { strings } from '../../src-languages/window.ts';
import { api } from './api.ts';
import { copyText } from './copy-text.ts';
import type { Model } from './model.ts';

interface RoleCopy {
  readonly label: string;
  readonly text: (reference: string) => string;
}

/** By kind of provider: how a tool asks for a role's credentials. */
const COPIES: Readonly<Record<string, readonly RoleCopy[]>> = {
  aws: [
    { label: strings.roles.copyCommand, text: (reference) => `latchkey aws-credentials ${reference}` },
    {
      label: strings.roles.copyProcessLine,
      text: (reference) => `credential_process = latchkey aws-credentials ${reference}`,
    },
  ],
  huawei: [{ label: strings.roles.copyCommand, text: (reference) => `latchkey huawei-credentials ${reference}` }],
};

export const copiesFor = (provider: string): readonly RoleCopy[] => COPIES[provider] ?? [];

/** Says what was copied; if the clipboard refuses, the text stays visible to be selected. */
export async function copyForRole(model: Model, text: string): Promise<void> {
  if (await copyText(text)) return model.sayDone(strings.roleNotice.copied(text));
  model.say({ kind: 'error', message: strings.roleNotice.notCopied, hint: strings.roleNotice.copyYourself(text) });
}

export const openConsole = (model: Model, name: string, role: string): Promise<void> =>
  model.run(name, () => api.openConsole(name, role), { done: () => strings.roleNotice.console(role) });

export function removeRole(model: Model, name: string, role: string): Promise<void> {
  model.open(undefined);
  return model.run(name, () => api.removeRole(name, role), { done: () => strings.roleNotice.removed(role) });
}
