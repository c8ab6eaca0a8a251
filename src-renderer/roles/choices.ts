/** The roles that a person may choose from: in order, narrowed by what was typed, with a name proposed for each. Pure. */

import { order } from '../../src-languages/locale.ts';
import { strings } from '../../src-languages/window.ts';
import type { AvailableRolesResponse, Role, RoleView } from '../../src-main/api/types.ts';
import { type Invalid, later, now } from '../form/checks.ts';

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

const LONGEST_NAME = 128;
/** Letters lose their accents; anything but letters and digits becomes a hyphen. */
const slug = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');

/** Account and role, for example prod-admin; with the account's number, or a count, where that is taken. The command line proposes the same. */
export function proposedName(choice: Choice, taken: ReadonlySet<string>): string {
  const role = choice.roleName.replace(/[^A-Za-z0-9._@-]+/g, '-');
  const named = (account: string) => `${account}-${role}`.slice(0, LONGEST_NAME);
  const plain = named(slug(choice.accountName ?? '') || choice.accountId);
  let name = [plain, named(choice.accountId)].find((one) => !taken.has(one)) ?? plain;
  for (let count = 2; taken.has(name); count += 1) name = `${plain.slice(0, 120)}-${count}`;
  return name;
}

/** As the agent takes it. `taken`: the profile's names and the others chosen. */
export function checkRoleName(name: string, taken: ReadonlySet<string>): Invalid | undefined {
  const texts = strings.picker;
  if (name === '') return later(texts.nameMissing);
  if (!/^[A-Za-z0-9]/.test(name)) return now(texts.nameStart);
  if (!/^[A-Za-z0-9._@-]+$/.test(name)) return now(texts.nameChars);
  if (name.length > LONGEST_NAME) return now(texts.nameLong);
  return taken.has(name) ? now(texts.nameTaken) : undefined;
}

export function roleOf(choice: Choice, name: string): Role {
  const account = choice.accountName === undefined ? {} : { account_name: choice.accountName.slice(0, 256) };
  return { name, account_id: choice.accountId, ...account, role_id: choice.roleId };
}
