/** `latchkey logins` and `latchkey logins remove SERVER`: lists what git and container tools find, and forgets what they stored. */

import type { ErasedResponse, EraseLoginRequest, LoginsResponse } from '../../src-main/api/types.ts';
import { present } from '../../src-shared/present.ts';
import { request } from '../agent/client.ts';
import { asLogins } from '../agent/logins-api.ts';
import { type Call, type Command, optionValue } from '../line/command.ts';
import { JSON_OPTION } from '../line/common-options.ts';
import { CliError, EXIT } from '../line/errors.ts';
import { answer, answerJson, plain, remark } from '../line/output.ts';
import { headedTable } from '../line/table.ts';

export const LOGINS: Command = {
  name: 'logins',
  summary: 'List the servers that git and container tools have logins for',
  details:
    'A server that a profile is mapped to gets the token of the profile. For all other servers, Latchkey keeps the logins ' +
    'that git and docker store, in the keychain. Passwords are never shown. See docs/git.md and docs/docker.md.',
  args: [],
  options: [JSON_OPTION],
  examples: [['latchkey logins', 'servers, user names, and where each password comes from']],
  run: runList,
};

const KINDS = ['git', 'docker'] as const;

async function runList(call: Call): Promise<void> {
  const given = asLogins(await request('GET', '/v1/logins'));
  if (call.json) return answerJson(given);
  if (given.logins.length > 0) return answer(listing(given));
  remark('No login is stored, and no signed-in profile is mapped to a server.');
  remark('  hint: Map one: latchkey profile edit NAME --git-host git.example.com');
}

function listing({ logins }: LoginsResponse): string {
  const rows = logins.map(({ kind, server, path, username, profile }) => [
    kind,
    plain(path === undefined ? server : `${server}/${path}`),
    plain(username),
    profile === undefined ? 'stored' : `token of ${plain(profile)}`,
  ]);
  return headedTable(['FOR', 'SERVER', 'USER', 'PASSWORD'], rows);
}

export const LOGINS_REMOVE: Command = {
  name: 'logins remove',
  summary: 'Forget a login that git or a container tool stored',
  details: 'To change what a profile is mapped to, use `latchkey profile edit`.',
  args: [{ name: 'SERVER', isServer: true }],
  options: [
    { name: 'kind', value: 'KIND', choices: ['git', 'docker'], help: 'Only the login of git, or of container tools' },
    { name: 'username', value: 'USER', help: 'Only the login of this user' },
    JSON_OPTION,
  ],
  examples: [
    ['latchkey logins remove git.example.com', 'forget all logins for this server'],
    ['latchkey logins remove docker.io --kind docker', 'forget the login to Docker Hub'],
  ],
  run: runRemove,
};

async function runRemove(call: Call): Promise<void> {
  const [server = ''] = call.words;
  const only = optionValue(call, 'kind');
  let erased = 0;
  for (const kind of KINDS) if (only === undefined || only === kind) erased += await erase(call, kind, server);
  if (erased === 0) throw nothingStored(server);
  if (call.json) answerJson({ erased });
  else answer(`Forgot ${erased === 1 ? 'the login' : `${erased} logins`} for ${plain(server)}.`);
}

async function erase(call: Call, kind: (typeof KINDS)[number], server: string): Promise<number> {
  const username = optionValue(call, 'username');
  const body: EraseLoginRequest = present({ kind, server, username, beside: true });
  return ((await request('POST', '/v1/logins/erase', { body })) as ErasedResponse).erased;
}

function nothingStored(server: string): CliError {
  const hint = 'Run `latchkey logins` to see what is stored.';
  return new CliError('login_unknown', EXIT.usage, `No login is stored for ${plain(server)}.`, hint);
}
