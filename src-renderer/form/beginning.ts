/** What the next form starts with: the kind of provider chosen before it opened. */
import type { Model } from '../model/model.ts';

const chosen = new WeakMap<Model, string>();

/** `kind`: from provider-kinds.ts, or a preset's. */
export function openFormFor(model: Model, kind: string): void {
  chosen.set(model, kind);
  model.open({ kind: 'add' });
}

/** Used by one form only. */
export function takeBeginning(model: Model): string | undefined {
  const kind = chosen.get(model);
  chosen.delete(model);
  return kind;
}

/** A name to start with: the kind's, with a number if it is taken. */
export function nameFor(kind: string, taken: readonly string[]): string {
  const base = kind.replace(/^preset:/, '');
  let name = base;
  for (let count = 2; taken.includes(name); count += 1) name = `${base}-${count}`;
  return name;
}

/** Once the dialog is open: skips the fields that are already filled in. */
export function focusField(form: HTMLElement, name = ''): void {
  requestAnimationFrame(() => form.querySelector<HTMLElement>(`#field-${CSS.escape(name)}`)?.focus());
}
