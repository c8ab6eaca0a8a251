/** What is wrong in the profile form as a whole, and how to get to the first error. */
import type { LitElement } from 'lit';
import type { ProfileView } from '../../src-main/api/types.ts';
import type { Model } from '../model/model.ts';
import { checkName, type Invalid, type Values } from './checks.ts';
import { checkFields, type ProviderKind } from './provider-kinds.ts';

export const takenNames = (model: Model): readonly string[] => model.view?.profiles.map(({ name }) => name) ?? [];

/** By field. An existing profile (`profile`) keeps its name. */
export function invalidFields(
  kind: ProviderKind,
  values: Values,
  profile: ProfileView | undefined,
  taken: readonly string[],
): Readonly<Record<string, Invalid>> {
  const name = profile ? undefined : checkName((values['name'] ?? '').trim(), taken);
  const fields = checkFields(kind, values);
  return name === undefined ? fields : { name, ...fields };
}

/** After the errors are drawn; the dialog around the form draws after it. */
export async function focusFirstError(form: LitElement): Promise<void> {
  await form.updateComplete;
  await new Promise(requestAnimationFrame);
  const first = form.querySelector<HTMLElement>('[aria-invalid=true]');
  const details = first?.closest('details');
  if (details) details.open = true;
  first?.focus();
  form.querySelector('.banner')?.scrollIntoView({ block: 'nearest' });
}
