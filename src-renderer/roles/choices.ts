/** The roles to choose from: sorted, filtered by what was typed, each with a suggested name. Pure. */

import { order } from '../../src-languages/locale.ts';
import { strings } from '../../src-languages/window.ts';
import type { AvailableRolesResponse, Role, RoleView } from '../../src-main/api/types.ts';
import { proposedRoleName, ROLE_RULE } from '../../src-shared/names.ts';
import { checkNameBy, type Invalid, now } from '../form/checks.ts';

/** More rows than anyone reads; a few typed letters find the rest. */
export const MOST_ROWS = 100;

export interface Choice {
  readonly key: string;
  readonly accountId: string;
  readonly accountName: string | undefined;
  readonly roleId: string;
  /** What people call it. */
  readonly roleName: string;
  /** Its name in the profile, if it is already added. */
  readonly addedAs: string | undefined;
  /** The filtered text, in lower case. */
  readonly text: string;
}

const keyOf = (accountId: string, roleId: string): string => JSON.stringify([accountId, roleId]);

/** By account, then by role. */
export function choicesOf(found: AvailableRolesResponse, added: readonly RoleView[]): readonly Choice[] {
  const accounts = new Map(found.accounts.map((account) => [account.id, account]));
  const names = new Map(added.map((role) => [keyOf(role.account_id, role.role_id), role.name]));
  const choices = found.roles.map(({ account_id, role_id, name }): Choice => {
    const account = accounts.get(account_id);
    const key = keyOf(account_id, role_id);
    return {
      key,
      accountId: account_id,
      accountName: account?.name,
      roleId: role_id,
      roleName: name,
      addedAs: names.get(key),
      text: [account?.name, account_id, account?.email, name].join('\n').toLowerCase(),
    };
  });
  const byAccount = (a: Choice, b: Choice) => order.compare(a.accountName ?? a.accountId, b.accountName ?? b.accountId);
  return choices.sort(
    (a, b) => byAccount(a, b) || order.compare(a.accountId, b.accountId) || order.compare(a.roleName, b.roleName),
  );
}

/** Those that contain every typed word. */
export function narrow(choices: readonly Choice[], typed: string): readonly Choice[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return words.length === 0 ? choices : choices.filter(({ text }) => words.every((word) => text.includes(word)));
}

/** Account and role, for example prod-admin: the command line suggests the same. */
export function proposedName(choice: Choice, taken: ReadonlySet<string>): string {
  const account = { id: choice.accountId, name: choice.accountName };
  return proposedRoleName(account, choice.roleName, (name) => taken.has(name));
}

/** The agent's rules. `taken`: the profile's names and the other chosen ones. */
export function checkRoleName(name: string, taken: ReadonlySet<string>): Invalid | undefined {
  const taking = taken.has(name) ? now(strings.picker.nameTaken) : undefined;
  return checkNameBy(ROLE_RULE, name, strings.picker) ?? taking;
}

export function roleOf(choice: Choice, name: string): Role {
  const account = choice.accountName === undefined ? {} : { account_name: choice.accountName.slice(0, 256) };
  return { name, account_id: choice.accountId, ...account, role_id: choice.roleId };
}
