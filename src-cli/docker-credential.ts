#!/usr/bin/env node
/**
 * `docker-credential-latchkey`: docker, podman, skopeo and similar tools ask it for the login to a registry. It loads only
 * the client and none of the other commands. Failures go to standard output, where these tools look for them.
 */
import type { EraseLoginRequest, FindLoginRequest, StoreLoginRequest } from '../src-main/api/types.ts';
import { onAbsent, onSlow, request } from './agent/client.ts';
import { asLogin, asLogins } from './agent/logins-api.ts';
import { CliError, EXIT } from './line/errors.ts';
import { answerAtOnce, plain, remark } from './line/output.ts';
import {
  formatList,
  formatLogin,
  NO_SERVER,
  NOT_FOUND,
  parseLogin,
  parseServer,
} from './logins/docker-credential-format.ts';
import { readInput } from './logins/tool-input.ts';

const USAGE = `Usage: docker-credential-latchkey get|store|erase|list|version

docker runs it once ~/.docker/config.json says so (podman, skopeo: REGISTRY_AUTH_FILE or auth.json):
  { "credsStore": "latchkey" }
or for one registry only:
  { "credHelpers": { "registry.example.com": "latchkey" } }

To give a registry the token of a profile:
  latchkey profile edit NAME --registry registry.example.com
Logins to other registries are stored in your keychain; \`latchkey logins\` lists them.`;

/** The longest secret that a keychain holds, when JSON escapes each of its characters. */
const MAX_LOGIN_BYTES = 1_500_000;

const OPERATIONS: Readonly<Record<string, () => Promise<void>>> = {
  get,
  store,
  erase,
  list,
  version: async () => answerAtOnce(`docker-credential-latchkey (Latchkey) v${process.env['LATCHKEY_VERSION'] ?? '0'}`),
};

async function main(words: readonly string[]): Promise<void> {
  const [word = ''] = words;
  if (word === '--help' || word === '-h') return answerAtOnce(USAGE);
  const operation = words.length === 1 && Object.hasOwn(OPERATIONS, word) ? OPERATIONS[word] : undefined;
  if (!operation) {
    remark(USAGE);
    process.exitCode = EXIT.usage;
    return;
  }
  try {
    await operation();
  } catch (thrown) {
    failed(messageOf(thrown));
  }
}

async function get(): Promise<void> {
  const server = parseServer(await readInput());
  if (server === undefined) return failed(NO_SERVER);
  // No password over an unencrypted connection; the tool may continue without one.
  if (/^http:/i.test(server)) return failed(NOT_FOUND);
  const body: FindLoginRequest = { kind: 'docker', server };
  answerAtOnce(formatLogin(server, asLogin(await request('POST', '/v1/logins/find', { body }))));
}

async function store(): Promise<void> {
  const login = parseLogin(await readInput(undefined, MAX_LOGIN_BYTES));
  if (typeof login === 'string') return failed(login);
  const body: StoreLoginRequest = { kind: 'docker', ...login };
  await request('POST', '/v1/logins', { body });
}

async function erase(): Promise<void> {
  const server = parseServer(await readInput());
  if (server === undefined) return failed(NO_SERVER);
  const body: EraseLoginRequest = { kind: 'docker', server };
  await request('POST', '/v1/logins/erase', { body });
}

async function list(): Promise<void> {
  answerAtOnce(formatList(asLogins(await request('GET', '/v1/logins'))));
}

function failed(message: string): void {
  answerAtOnce(message);
  process.exitCode = EXIT.failed;
}

function messageOf(thrown: unknown): string {
  if (!(thrown instanceof CliError)) return 'Something went wrong inside docker-credential-latchkey.';
  if (thrown.code === 'login_unknown') return NOT_FOUND;
  return `latchkey: ${plain(thrown.message)} hint: ${plain(thrown.hint)}`;
}

onAbsent(async () => (await import('./all.ts')).startAgent('helper'));
onSlow(async (...given) => (await import('./all.ts')).sayWaiting(...given));
void main(process.argv.slice(2));
