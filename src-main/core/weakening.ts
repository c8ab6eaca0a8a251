/** Whether a change of who may use a profile lets programs have more than before, and that in words for the person. */
import type { AllowedProgram, AskPolicy, Profile } from './profile.ts';
import type { UsesPatch } from './roster.ts';

const STRICTNESS: Readonly<Record<AskPolicy, number>> = { never: 0, new: 1, always: 2 };
const WHEN: Readonly<Record<AskPolicy, string>> = {
  never: 'never ask again',
  new: 'ask about new programs only',
  always: 'ask about each run',
};
/** As much as can be read in a question. */
const MAX_LENGTH = 300;

/** Undefined: it gives nobody more. */
export function weakening(profile: Profile, patch: UsesPatch): string | undefined {
  const ask = patch.ask === undefined ? (profile.ask ?? 'never') : (patch.ask ?? 'never');
  const asksLess = STRICTNESS[ask] < STRICTNESS[profile.ask ?? 'never'];
  // Also while it never asks: what is put in now would count as the person's word later.
  const added = (patch.allowed ?? []).filter((program) => !has(profile.allowed ?? [], program));
  const parts = [...(asksLess ? [WHEN[ask]] : []), ...added.map(allowText)];
  return parts.length === 0 ? undefined : shortened(parts);
}

function has(allowed: readonly AllowedProgram[], { program, role }: AllowedProgram): boolean {
  return allowed.some((one) => one.program === program && one.role === role);
}

function allowText({ program, role }: AllowedProgram): string {
  return `always allow ${program}${role === undefined ? '' : ` to use the role ${role}`}`;
}

/** Many are counted: a text that is cut would hide what stands at its end. */
function shortened(parts: readonly string[]): string {
  const text = parts.join('; ');
  if (text.length <= MAX_LENGTH) return text;
  const ask = parts.find((part) => !part.startsWith('always allow'));
  const count = parts.length - (ask === undefined ? 0 : 1);
  return [...(ask === undefined ? [] : [ask]), `always allow ${count} programs that are not in its list`].join('; ');
}
