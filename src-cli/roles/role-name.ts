/** `NAME/ROLE`, the name of a role on the command line. Pure; loaded by `latchkey aws-credentials`. */
import { profilePath } from '../agent/client.ts';
import { usageError } from '../line/errors.ts';

export interface RoleName {
  readonly profile: string;
  readonly role: string;
}

/** Throws `usage` when the form is wrong. Only the agent knows which names exist. */
export function parseRoleName(word: string): RoleName {
  const at = word.indexOf('/');
  if (at > 0 && at < word.length - 1) return { profile: word.slice(0, at), role: word.slice(at + 1) };
  const hint = 'Give the profile and the role, as in work/prod-admin; `latchkey roles NAME` lists the roles.';
  throw usageError(`'${word}' is not the name of a role.`, hint);
}

export function rolePath({ profile, role }: RoleName): string {
  return `${profilePath(profile)}/roles/${encodeURIComponent(role)}`;
}
