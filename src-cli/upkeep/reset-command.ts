/**
 * `latchkey reset`: has the agent forget every profile and stored login, one by one, and no longer starts it at login.
 * None of it can be undone.
 */

import type { ErasedResponse, EraseLoginRequest, SettingsResponse } from '../../src-main/api/types.ts';
import { present } from '../../src-shared/present.ts';
import { profilePath, request } from '../agent/client.ts';
import { asLogins } from '../agent/logins-api.ts';
import { asView } from '../agent/views.ts';
import type { Call, Command } from '../line/command.ts';
import { JSON_OPTION } from '../line/common-options.ts';
import { EXIT } from '../line/errors.ts';
import { answer, answerJson, plain, remark } from '../line/output.ts';
import { removeOldItem } from '../logins/old-item.ts';

export const RESET: Command = {
  name: 'reset',
  summary: 'Sign out everywhere and forget all profiles and logins',
  details:
    'For when you remove Latchkey or give the computer away. Signs out of each profile at its provider, removes its ' +
    'registration there and deletes its secrets from the keychain. Deletes the logins that git and container tools have ' +
    'stored, and no longer starts Latchkey at login. Other settings and the audit log, which hold no secrets, stay. ' +
    'Without --yes, it only says what it would do, and exits with code 2. If a profile cannot be removed, the command names it and removes ' +
    'the others.',
  args: [],
  options: [{ name: 'yes', help: 'Reset, instead of only showing what would be done' }, JSON_OPTION],
  examples: [
    ['latchkey reset', 'say what would be forgotten'],
    ['latchkey reset --yes', 'forget it'],
  ],
  run,
};

async function run(call: Call): Promise<void> {
  const profiles = asView(await request('GET', '/v1/status')).profiles.map(({ name }) => name);
  const stored = asLogins(await request('GET', '/v1/logins')).logins.filter(({ profile }) => profile === undefined);
  const atLogin = ((await request('GET', '/v1/settings')) as SettingsResponse).start_at_login === true;
  if (!call.flags.has('yes')) return onlySay(call, profiles, stored.length, atLogin);
  const failed: unknown[] = [];
  const removed: string[] = [];
  for (const name of profiles) {
    const error = await request('DELETE', profilePath(name)).then(() => undefined, asReason);
    if (error === undefined) removed.push(name);
    else failed.push(error);
    if (error !== undefined) remark(`${plain(name)} was not removed: ${error.message}`);
  }
  let logins = 0;
  for (const { kind, server, path, username } of stored) {
    const body: EraseLoginRequest = present({ kind, server, username, path });
    logins += ((await request('POST', '/v1/logins/erase', { body })) as ErasedResponse).erased;
  }
  await removeOldItem();
  if (atLogin) await request('PATCH', '/v1/settings', { body: { start_at_login: null } });
  if (call.json) answerJson({ removed, logins, start_at_login_ended: atLogin });
  else {
    answer(`Forgot ${counted(removed.length, 'profile')} and ${counted(logins, 'stored login')}.`);
    if (atLogin) answer('Latchkey no longer starts when you log in.');
  }
  if (failed.length > 0) throw failed[0];
}

function asReason(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** A script that forgot --yes must not believe that all is forgotten. */
function onlySay(call: Call, profiles: readonly string[], logins: number, atLogin: boolean): void {
  process.exitCode = EXIT.usage;
  if (call.json) {
    answerJson({ would_remove: profiles, would_erase_logins: logins, would_end_start_at_login: atLogin });
    return;
  }
  const names = profiles.length === 0 ? '' : ` (${profiles.map(plain).join(', ')})`;
  answer(`This would forget ${counted(profiles.length, 'profile')}${names} and ${counted(logins, 'stored login')}.`);
  if (atLogin) answer('Latchkey would no longer start when you log in.');
  remark('  hint: To do it, run `latchkey reset --yes`. It cannot be undone.');
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
