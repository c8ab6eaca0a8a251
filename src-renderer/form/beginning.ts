/** What the next form begins with: the kind of provider that was chosen before it was opened. */
import type { Model } from '../model/model.ts';

const chosen = new WeakMap<Model, string>();

/** `kind` as in provider-kinds.ts, or a preset's. */
export function openFormFor(model: Model, kind: string): void {
  chosen.set(model, kind);
  model.open({ kind: 'add' });
}

/** For one form only. */
export function takeBeginning(model: Model): string | undefined {
  const kind = chosen.get(model);
  chosen.delete(model);
  return kind;
}

/** A name to begin with: that of the kind, with a number while it is taken. */
export function nameFor(kind: string, taken: readonly string[]): string {
  const base = kind.replace(/^preset:/, '');
  let name = base;
  for (let count = 2; taken.includes(name); count += 1) name = `${base}-${count}`;
  return name;
}

/** Once the dialog is open: what is filled in already needs nobody. */
export function focusField(form: HTMLElement, name = ''): void {
  requestAnimationFrame(() => form.querySelector<HTMLElement>(`#field-${CSS.escape(name)}`)?.focus());
}
