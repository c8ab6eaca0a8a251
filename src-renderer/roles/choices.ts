/** The roles that a person may choose from: in order, narrowed by what was typed, with a name proposed for each. Pure. */

import { order } from '../../src-languages/locale.ts';
import { strings } from '../../src-languages/window.ts';
import type { AvailableRolesResponse, Role, RoleView } from '../../src-main/api/types.ts';
import { proposedRoleName, ROLE_RULE } from '../../src-shared/names.ts';
import { checkNameBy, type Invalid, now } from '../form/checks.ts';

/** More rows than anybody reads; the rest is a few letters away. */
export const MOST_ROWS = 100;

export interface Choice {
  readonly key: string;
  readonly accountId: string;
  readonly accountName: string | undefined;
  readonly roleId: string;
  /** What people call it. */
  readonly roleName: string;
  /** Its name in the profile, when it was added already. */
  readonly addedAs: string | undefined;
  /** What a filter looks in, in small letters. */
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

/** Those that have every word of what was typed in them. */
export function narrow(choices: readonly Choice[], typed: string): readonly Choice[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return words.length === 0 ? choices : choices.filter(({ text }) => words.every((word) => text.includes(word)));
}

/** Account and role, for example prod-admin: the same as the command line proposes. */
export function proposedName(choice: Choice, taken: ReadonlySet<string>): string {
  const account = { id: choice.accountId, name: choice.accountName };
  return proposedRoleName(account, choice.roleName, (name) => taken.has(name));
}

/** As the agent takes it. `taken`: the profile's names and the others chosen. */
export function checkRoleName(name: string, taken: ReadonlySet<string>): Invalid | undefined {
  const taking = taken.has(name) ? now(strings.picker.nameTaken) : undefined;
  return checkNameBy(ROLE_RULE, name, strings.picker) ?? taking;
}

export function roleOf(choice: Choice, name: string): Role {
  const account = choice.accountName === undefined ? {} : { account_name: choice.accountName.slice(0, 256) };
  return { name, account_id: choice.accountId, ...account, role_id: choice.roleId };
}
