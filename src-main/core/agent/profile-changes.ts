/** What follows from a change of a profile, and what a configuration may not be. Pure. */
import { present } from '../../../src-shared/present.ts';
import { LatchkeyError } from '../errors.ts';
import type { AllowedProgram, Profile, Role } from '../profile.ts';

/** Members of `patch` replace those of `now`; `null` removes one. */
export function patched<T extends object>(now: T, patch: object): T {
  return Object.fromEntries(Object.entries({ ...now, ...patch }).filter(([, value]) => value !== null)) as T;
}

/**
 * What was allowed for a role ends with the role: another role of that name has another account or role ID. Entries of
 * earlier versions have neither, and stand for the role that has the name now.
 */
export function withoutGoneRoles(profile: Profile): Profile {
  const { roles = [], allowed } = profile;
  if (allowed === undefined) return profile;
  const kept = allowed.map((one) => bound(one, roles)).filter((one) => one.role === undefined || isThere(one, roles));
  return patched(profile, { allowed: kept.length === 0 ? null : kept });
}

function bound(one: AllowedProgram, roles: readonly Role[]): AllowedProgram {
  if (one.role === undefined || one.account_id !== undefined) return one;
  const role = roles.find(({ name }) => name === one.role);
  return present({ ...one, account_id: role?.account_id, role_id: role?.role_id });
}

function isThere({ account_id, role_id }: AllowedProgram, roles: readonly Role[]): boolean {
  return roles.some((role) => role.account_id === account_id && role.role_id === role_id);
}

export function brokenConfig(what: string): LatchkeyError {
  return new LatchkeyError('config_broken', `The configuration cannot be used: ${what}.`);
}
