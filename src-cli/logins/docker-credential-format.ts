/**
 * The text that container tools and their credential helpers exchange (docker/docker-credential-helpers): parse and format.
 * Asks no one. The tools compare the messages word for word.
 */

import type { LoginResponse, LoginsResponse } from '../../src-main/api/types.ts';
import { plainJson } from '../../src-shared/plain-json.ts';

export const NOT_FOUND = 'credentials not found in native keychain';
export const NO_SERVER = 'no credentials server URL';
export const NO_USERNAME = 'no credentials username';

export interface DockerLogin {
  readonly server: string;
  readonly username: string;
  readonly password: string;
}

/** The server that `get` and `erase` are about; undefined: none was given. */
export function parseServer(text: string): string | undefined {
  return text.trim() || undefined;
}

/** The input of `store`, or the message that says what it lacks. */
export function parseLogin(text: string): DockerLogin | string {
  const given = parseJson(text);
  if (given === undefined) return 'the credentials are not valid JSON';
  const [server, username, password] = ['ServerURL', 'Username', 'Secret'].map((key) => stringAt(given, key));
  if (!server?.trim()) return NO_SERVER;
  if (!username) return NO_USERNAME;
  if (password === undefined) return 'no credentials secret';
  return { server: server.trim(), username, password };
}

/** The user name `<token>` marks an identity token; ours never is one, a stored one may be. */
export function formatLogin(server: string, { username, password = '' }: LoginResponse): string {
  return plainJson({ ServerURL: server, Username: username, Secret: password });
}

export function formatList({ logins }: LoginsResponse): string {
  const registries = logins.filter(({ kind }) => kind === 'docker');
  // A profile wins over what was stored: it is what `get` returns.
  const named = [...registries].reverse().map(({ server, username }) => [server, username]);
  return plainJson(Object.fromEntries(named));
}

function parseJson(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function stringAt(value: object, key: string): string | undefined {
  const found: unknown = Object.entries(value).find(([name]) => name === key)?.[1];
  return typeof found === 'string' ? found : undefined;
}
