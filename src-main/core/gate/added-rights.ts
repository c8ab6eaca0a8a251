/** What programs could do after a change of who may use a profile that they cannot do now, in words for the person. */

import type { AllowedProgram, AskPolicy, Profile, TokenHost, UsesPatch } from '../profile.ts';

const STRICTNESS: Readonly<Record<AskPolicy, number>> = { never: 0, new: 1, always: 2 };
const WHEN: Readonly<Record<AskPolicy, string>> = {
  never: 'never ask again',
  new: 'ask about new programs only',
  always: 'ask about each run',
};
/** As much as a question can show legibly. */
const MAX_LENGTH = 300;

/** Undefined: nothing more. */
export function addedRights(profile: Profile, patch: UsesPatch): string | undefined {
  const ask = patch.ask === undefined ? (profile.ask ?? 'never') : (patch.ask ?? 'never');
  const asksLess = STRICTNESS[ask] < STRICTNESS[profile.ask ?? 'never'];
  // Also while it never asks: what is added now would later count as the person's word.
  const added = (patch.allowed ?? []).filter((program) => !has(profile.allowed ?? [], program));
  // While it asks: git is asked about as git, and would send the token wherever it is told to.
  const hosts = (profile.ask ?? 'never') === 'never' ? [] : addedHosts(profile, patch);
  return inWords(asksLess ? [WHEN[ask]] : [], added.map(allowText), hosts);
}

function has(allowed: readonly AllowedProgram[], { program, role }: AllowedProgram): boolean {
  return allowed.some((one) => one.program === program && one.role === role);
}

function allowText({ program, role }: AllowedProgram): string {
  return `always allow ${program}${role === undefined ? '' : ` to use the role ${role}`}`;
}

function addedHosts(profile: Profile, { git, registries }: UsesPatch): string[] {
  const added = (present: readonly TokenHost[] = [], next: readonly TokenHost[] | null = []) =>
    (next ?? []).filter(({ host, path }) => !present.some((one) => one.host === host && one.path === path));
  const hosts = [...added(profile.git, git), ...added(profile.registries, registries)];
  return hosts.map(({ host, path }) => `give its token to ${path === undefined ? host : `${host}/${path}`}`);
}

/** Many are only counted: a cut text would hide its end. */
function inWords(ask: readonly string[], programs: readonly string[], hosts: readonly string[]): string | undefined {
  const all = [...ask, ...programs, ...hosts];
  const text = all.join('; ');
  if (text.length <= MAX_LENGTH) return text || undefined;
  const counted = [
    ...(programs.length > 0 ? [`always allow ${programs.length} programs that are not in its list`] : []),
    ...(hosts.length > 0 ? [`give its token to ${hosts.length} servers that are not in its list`] : []),
  ];
  return [...ask, ...counted].join('; ');
}
