/** Fetches everything that a sign-in may use from the agent, with progress on a terminal, and finds one role in it. */
import type { AvailableRolesResponse, ProfileView, RoleView } from '../../src-main/api/types.ts';
import { profilePath, request } from '../agent/client.ts';
import { watchViews } from '../agent/views.ts';
import { answerBroken, CliError, EXIT } from '../line/errors.ts';
import { didYouMean } from '../line/nearest.ts';
import { isLive } from '../line/terminal.ts';

/** At the provider's pace, hundreds of accounts take minutes. */
const PATIENCE_MS = 30 * 60_000;

/** One role with its account, as you choose it. */
export interface Choice {
  readonly accountId: string;
  readonly accountName: string | undefined;
  readonly roleId: string;
  readonly roleName: string;
}

/** Sorted by account, then role. Rejects as the agent does: `sign_in_needed`, `roles_unsupported`, … */
export async function availableRoles(profile: string, refresh: boolean): Promise<AvailableRolesResponse> {
  const stop = progress(profile);
  try {
    const path = `${profilePath(profile)}/available-roles${refresh ? '?anew=true' : ''}`;
    const given = (await request('GET', path, { silenceMs: PATIENCE_MS })) as AvailableRolesResponse | undefined;
    if (Array.isArray(given?.roles) && Array.isArray(given.accounts)) return given;
    throw answerBroken("The agent's answer has no list of roles.");
  } finally {
    await stop();
  }
}

export function choicesOf({ accounts, roles }: AvailableRolesResponse): Choice[] {
  const names = new Map(accounts.map(({ id, name }) => [id, name]));
  const all = roles.map((role) => ({
    accountId: role.account_id,
    accountName: names.get(role.account_id),
    roleId: role.role_id,
    roleName: role.name,
  }));
  const key = ({ accountName, accountId, roleName }: Choice) =>
    `${accountName ?? ''}\u0000${accountId}\u0000${roleName}`;
  return all.sort((a, b) => key(a).localeCompare(key(b), 'en', { numeric: true }));
}

/** The profile's role for this choice, if it already has one. */
export function presentRole(profile: ProfileView, choice: Choice): RoleView | undefined {
  return profile.roles?.find((role) => role.account_id === choice.accountId && role.role_id === choice.roleId);
}

/** `ACCOUNT/ROLE`, the account by ID or name; case does not matter. Throws `role_unknown` or, when several match, `usage`. */
export function findChoice(choices: readonly Choice[], account: string, role: string): Choice {
  const same = (a: string | undefined, b: string) => a?.toLowerCase() === b.toLowerCase();
  const there = choices.filter(({ accountId, accountName }) => accountId === account || same(accountName, account));
  const accounts = [...new Set(there.map(({ accountId }) => accountId))];
  if (accounts.length > 1) {
    throw new CliError(
      'usage',
      EXIT.usage,
      `Several accounts are named '${account}'.`,
      `Give the account ID: ${accounts.join(', ')}.`,
    );
  }
  if (accounts.length === 0) {
    const known = choices.flatMap(({ accountId, accountName }) => [accountId, ...(accountName ? [accountName] : [])]);
    throw unknown(`You have no access to an account '${account}'.`, didYouMean(account, [...new Set(known)]));
  }
  const found = there.find((choice) => choice.roleName === role) ?? there.find((choice) => same(choice.roleName, role));
  if (found) return found;
  const names = there.map(({ roleName }) => roleName);
  throw unknown(`You have no role '${role}' in the account ${account}.`, `Choose one of: ${names.join(', ')}.`);
}

function unknown(message: string, hint: string | undefined): CliError {
  const otherwise = 'Run `latchkey roles NAME --available` to see all of them; --refresh fetches the list again.';
  return new CliError('role_unknown', EXIT.usage, message, hint ?? otherwise);
}

/** A live line that shows the progress of the listing; nothing without a terminal. */
function progress(profile: string): () => Promise<void> {
  if (!isLive(process.stderr)) return () => Promise.resolve();
  const stopping = new AbortController();
  let drawn = false;
  const watching = watchViews((view) => {
    const listing = view.profiles.find(({ name }) => name === profile)?.role_listing;
    if (listing === undefined) return false;
    const { accounts_done: done, accounts_total: total } = listing;
    const far = total === undefined ? '' : ` ${done} of ${total} accounts`;
    process.stderr.write(`\r\u001b[KFetching your roles…${far} (Ctrl-C stops)`);
    drawn = true;
    return false;
  }, stopping.signal).catch(() => undefined); // only decoration
  return async () => {
    stopping.abort();
    await watching;
    if (drawn) process.stderr.write('\r\u001b[K');
  };
}
