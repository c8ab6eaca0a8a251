#!/usr/bin/env node
/**
 * `git-credential-latchkey`: git asks it for a user name and password, and reports whether they worked. It runs in every
 * `git fetch`, so it loads only the client and none of the other commands.
 */
import type { EraseLoginRequest, FindLoginRequest, StoreLoginRequest } from '../src-main/api/types.ts';
import { present } from '../src-shared/present.ts';
import { onAbsent, onSlow, request } from './agent/client.ts';
import { asLogin } from './agent/logins-api.ts';
import { CliError, EXIT, usageError } from './line/errors.ts';
import { answerAtOnce, plain, remark } from './line/output.ts';
import {
  expiryOf,
  formatLogin,
  type GitCredential,
  isComplete,
  parseCredential,
  refusedLogin,
} from './logins/git-credential-format.ts';
import { readInput } from './logins/tool-input.ts';

const USAGE = `Usage: git-credential-latchkey get|store|erase

git runs it once you have set it up:
  git config --global credential.helper latchkey
or for one server only:
  git config --global credential.https://git.example.com.helper latchkey

To give a server the token of a profile:
  latchkey profile edit NAME --git-host git.example.com
Logins to other servers are stored in your keychain; \`latchkey logins\` lists them.`;

type Place = Pick<FindLoginRequest, 'server' | 'path' | 'username'> & { readonly kind: 'git' };

async function main(words: readonly string[]): Promise<void> {
  const [operation] = words;
  try {
    if (operation === '--help' || operation === '-h') return answerAtOnce(USAGE);
    if (operation === undefined || words.length > 1) return misused();
    if (operation === 'capability') return answerAtOnce('version 0\ncapability authtype');
    // Other operations are for later versions of git; gitcredentials(7) says to ignore them.
    if (operation === 'get' || operation === 'store' || operation === 'erase') await serve(operation);
  } catch (thrown) {
    process.exitCode = tell(operation ?? '', thrown);
  }
}

function misused(): void {
  remark(USAGE);
  process.exitCode = EXIT.usage;
}

async function serve(operation: 'get' | 'store' | 'erase'): Promise<void> {
  const asked = parseCredential(await readInput(isComplete));
  const place = placeOf(asked, operation);
  if (!place) return;
  if (operation === 'get') {
    return answerAtOnce(formatLogin(asked, asLogin(await request('POST', '/v1/logins/find', { body: place }))));
  }
  await (operation === 'erase' ? erase(place, asked) : store(place, asked));
}

async function erase(place: Place, asked: GitCredential): Promise<void> {
  const refused = refusedLogin(asked);
  if (!refused) return;
  const body: EraseLoginRequest = present({ ...place, ...refused, refresh_token: asked.oauth_refresh_token });
  await request('POST', '/v1/logins/erase', { body });
}

async function store(place: Place, asked: GitCredential): Promise<void> {
  const { username, password } = asked;
  if (!username || !password) return;
  if (/\ufffd/.test(username + password)) throw usageError('The user name or the password is not UTF-8.');
  const more = { expires_at: expiryOf(asked), refresh_token: asked.oauth_refresh_token || undefined };
  const body: StoreLoginRequest = { ...place, username, password, ...present(more) };
  await request('POST', '/v1/logins', { body });
}

/** Undefined: not for us. Passwords never travel unencrypted; FTP, mail and so on are for other helpers. */
function placeOf({ protocol, host, path, username }: GitCredential, operation: string): Place | undefined {
  if (!host || (protocol !== 'https' && protocol !== 'http')) return undefined;
  if (protocol === 'http' && !isTestServer(host)) {
    if (operation === 'get')
      remark(`latchkey: http://${plain(host)} is not encrypted, so git gets no password for it.`);
    return undefined;
  }
  return present({ kind: 'git' as const, server: host, path: path || undefined, username: username || undefined });
}

const isTestServer = (host: string): boolean =>
  process.env['LATCHKEY_TEST_MODE'] === '1' && /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host);

/**
 * One line on standard error, which git passes through, so that you know why git tries the next helper or asks for a
 * password. git ignores the exit code; only if you refuse does it stop asking (quit=1).
 */
function tell(operation: string, thrown: unknown): number {
  const error =
    thrown instanceof CliError
      ? thrown
      : new CliError(
          'internal',
          EXIT.failed,
          'Something went wrong inside git-credential-latchkey.',
          'Please report this.',
        );
  const { code, message, hint, exit } = error;
  if (code === 'login_unknown') return 0;
  if (operation === 'get' || code !== 'agent_not_running') remark(`latchkey: ${plain(message)} hint: ${plain(hint)}`);
  if (operation === 'get' && code === 'ask_denied') answerAtOnce('quit=1');
  return code === 'agent_not_running' ? 0 : exit;
}

onAbsent(async () => (await import('./all.ts')).startAgent('helper'));
onSlow(async (...given) => (await import('./all.ts')).sayWaiting(...given));
void main(process.argv.slice(2));
