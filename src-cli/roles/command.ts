/**
 * `latchkey roles NAME`: lists a profile's roles and what else the sign-in may use, and adds and removes roles. At a
 * terminal and without options, it also lets you choose roles from a list.
 */

import type { ProfileView, Role } from '../../src-main/api/types.ts';
import { proposedRoleName } from '../../src-shared/names.ts';
import { present } from '../../src-shared/present.ts';
import { isSignedIn } from '../../src-shared/profile-facts.ts';
import { profilePath, request } from '../agent/client.ts';
import { asProfile } from '../agent/views.ts';
import { type Call, type Command, optionValue } from '../line/command.ts';
import { JSON_OPTION, PROFILE } from '../line/common-options.ts';
import { usageError } from '../line/errors.ts';
import { answer, answerJson, plain, remark } from '../line/output.ts';
import { headedTable } from '../line/table.ts';
import { isLive } from '../line/terminal.ts';
import { availableRoles, type Choice, choicesOf, findChoice, presentRole } from './available-roles.ts';
import { chooseRoles } from './choosing.ts';
import { rolePath } from './role-name.ts';
import { accountOf, roleTimeLeft } from './role-text.ts';

export const ROLES: Command = {
  name: 'roles',
  summary: 'List, add or remove the roles of a profile',
  details:
    'A role is a set of permissions in one cloud account, under a name that you choose: work/prod-admin. At a terminal ' +
    'and without options, you can then add more from a list: type to filter, space selects, Enter adds, Escape cancels.',
  args: PROFILE,
  options: [
    { name: 'available', help: 'List all accounts and roles that you may use' },
    { name: 'refresh', formerly: ['anew'], help: 'Fetch the list again instead of using the cached one' },
    { name: 'add', value: 'ACCOUNT/ROLE', help: 'Add a role; give the account by ID or by name' },
    {
      name: 'as',
      value: 'NAME',
      needs: 'add',
      help: 'Name for the added role (default: account and role, as in prod-admin)',
    },
    { name: 'remove', value: 'ROLE', help: 'Remove a role from the profile' },
    JSON_OPTION,
  ],
  examples: [
    ['latchkey roles work', "the roles of 'work'; at a terminal, choose more"],
    ['latchkey roles work --available', 'everything that you could add'],
    ['latchkey roles work --add Production/AdministratorAccess --as prod-admin', 'add one'],
    ['latchkey roles work --remove prod-admin', 'remove it'],
  ],
  run,
};

async function run(call: Call): Promise<void> {
  const [name = ''] = call.words;
  checkOptions(call);
  const add = optionValue(call, 'add');
  const remove = optionValue(call, 'remove');
  if (add !== undefined) return await addOne(call, name, add);
  if (remove !== undefined) return await removeOne(call, name, remove);
  const profile = asProfile(await request('GET', profilePath(name)));
  if (call.flags.has('available')) return await showAvailable(call, profile);
  if (call.json) return answerJson({ roles: profile.roles ?? [] });
  showRoles(profile);
  if (canChoose(profile)) await chooseAndAdd(profile, call.flags.has('refresh'));
}

function checkOptions(call: Call): void {
  const given = ['add', 'remove', 'available'].filter((name) => call.values.has(name) || call.flags.has(name));
  if (given.length > 1) throw usageError(`--${given[0]} and --${given[1]} cannot be used together.`);
}

async function addOne(call: Call, name: string, wanted: string): Promise<void> {
  const { account, role } = parseWanted(wanted);
  const found = await availableRoles(name, call.flags.has('refresh'));
  const choice = findChoice(choicesOf(found), account, role);
  const profile = asProfile(await request('GET', profilePath(name)));
  const given = optionValue(call, 'as');
  const present = given === undefined ? presentRole(profile, choice) : undefined;
  if (present === undefined) {
    const added = await addChoice(profile, choice, given);
    if (call.json) return answerJson(added.profile);
    return answer(`Added ${name}/${added.role.name}.`);
  }
  if (call.json) return answerJson(profile);
  answer(`${name} already has that role: ${name}/${present.name}.`);
}

/** Split at the last slash: an account name may contain one, a role name may not. */
function parseWanted(wanted: string): { account: string; role: string } {
  const at = wanted.lastIndexOf('/');
  if (at > 0 && at < wanted.length - 1) return { account: wanted.slice(0, at), role: wanted.slice(at + 1) };
  throw usageError(`--add cannot be '${wanted}'.`, 'Give the account and the role, as in --add 123456789012/ReadOnly.');
}

async function addChoice(
  profile: ProfileView,
  choice: Choice,
  given?: string,
): Promise<{ profile: ProfileView; role: Role }> {
  const account = { id: choice.accountId, name: choice.accountName };
  const isTaken = (name: string) => profile.roles?.some((role) => role.name === name) ?? false;
  const role: Role = present({
    name: given ?? proposedRoleName(account, choice.roleName, isTaken),
    account_id: choice.accountId,
    account_name: choice.accountName,
    role_id: choice.roleId,
  });
  const added = await request('POST', `${profilePath(profile.name)}/roles`, { body: role });
  return { profile: asProfile(added), role };
}

async function removeOne(call: Call, name: string, role: string): Promise<void> {
  const bare = role.startsWith(`${name}/`) ? role.slice(name.length + 1) : role;
  const profile = asProfile(await request('DELETE', rolePath({ profile: name, role: bare })));
  if (call.json) return answerJson(profile);
  answer(`Removed ${name}/${plain(bare)}.`);
}

async function showAvailable(call: Call, profile: ProfileView): Promise<void> {
  const found = await availableRoles(profile.name, call.flags.has('refresh'));
  if (call.json) return answerJson(found);
  const choices = choicesOf(found);
  if (choices.length === 0) return remark('No roles are available to you.');
  const rows = choices.map((choice) => {
    const added = presentRole(profile, choice);
    const name = added === undefined ? '' : `${profile.name}/${added.name}`;
    return [plain(choice.accountName ?? '-'), plain(choice.accountId), plain(choice.roleName), name];
  });
  answer(headedTable(['ACCOUNT', 'ID', 'ROLE', 'ADDED AS'], rows));
}

function showRoles(profile: ProfileView): void {
  const roles = profile.roles ?? [];
  if (roles.length === 0) {
    remark(`${profile.name} has no roles yet.`);
    remark(`  hint: Add one: latchkey roles ${profile.name} --add ACCOUNT/ROLE; --available lists them all.`);
    return;
  }
  const nowMs = Date.now();
  const rows = roles.map((role) => [
    `${profile.name}/${plain(role.name)}`,
    accountOf(role),
    plain(role.role_id),
    role.problem ? plain(role.problem.message) : roleTimeLeft(role, nowMs) || 'fetched on demand',
  ]);
  answer(headedTable(['NAME', 'ACCOUNT', 'ROLE', 'CREDENTIALS'], rows));
}

/** Never when a program reads or writes. */
function canChoose(profile: ProfileView): boolean {
  const atTerminal = process.stdin.isTTY && isLive(process.stdout) && isLive(process.stderr);
  return Boolean(atTerminal) && profile.has_roles === true && isSignedIn(profile);
}

async function chooseAndAdd(profile: ProfileView, refresh: boolean): Promise<void> {
  const open = choicesOf(await availableRoles(profile.name, refresh)).filter((choice) => !presentRole(profile, choice));
  if (open.length === 0) return;
  let latest = profile;
  for (const choice of await chooseRoles(open)) {
    const added = await addChoice(latest, choice);
    latest = added.profile;
    answer(`Added ${profile.name}/${added.role.name}.`);
  }
}
