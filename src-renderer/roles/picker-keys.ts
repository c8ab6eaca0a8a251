/** Where the arrow keys lead in the dialog that adds roles: from the filter into the rows, between rows, and back. */

/** Where the keys start from: the filter, or a row (its box, or the name beside it). */
export interface Stop {
  readonly key: string | undefined;
}

export function stopOf(target: EventTarget | null): Stop | undefined {
  if (!(target instanceof HTMLInputElement)) return undefined;
  const key = target.closest<HTMLElement>('[data-key]')?.dataset['key'];
  return key === undefined && target.id !== 'role-filter' ? undefined : { key };
}

/** The next row's box, or the filter when moving up from the first one. Undefined at the end. */
export function nextStop(picker: HTMLElement, { key }: Stop, step: 1 | -1): HTMLElement | undefined {
  const boxes = [...picker.querySelectorAll<HTMLInputElement>('[data-key] input[type=checkbox]:not(:disabled)')];
  const at = boxes.findIndex((box) => box.closest<HTMLElement>('[data-key]')?.dataset['key'] === key);
  const next = key === undefined ? (step === 1 ? 0 : -1) : at + step;
  return boxes[next] ?? (step === -1 ? (picker.querySelector<HTMLElement>('#role-filter') ?? undefined) : undefined);
}
