/**
 * The server that a login is for, as git and container tools name it: one form for all the ways they write the same
 * server. Pure; knows no profile and no secret.
 */
import { LOGIN_HOST } from '../../../src-shared/names.ts';
import type { LoginKind, LoginPlace } from '../answers.ts';
import { LatchkeyError } from '../errors.ts';

export const LOGIN_KINDS = ['git', 'docker'] as const satisfies readonly LoginKind[];

const MAX_HOST_LENGTH = 255;

/** All of these are Docker Hub: its own tools use the first, others the rest. */
const DOCKER_HUB = new Set(['index.docker.io', 'docker.io', 'registry-1.docker.io', 'registry.hub.docker.com']);
const DOCKER_HUB_NAME = 'docker.io';
/** What docker itself calls it in its configuration. */
const DOCKER_HUB_URL = 'https://index.docker.io/v1/';

/** docker stores these beside the login, each as an entry of its own (docker/cli, `internal/oauth/manager`). */
const DOCKER_HUB_TOKENS = /^v1\/((?:access|refresh)-token)$/;

/** `server` is a host or the URL of a registry. Throws `request_malformed`. */
export function loginPlace(kind: LoginKind, server: string, path?: string): LoginPlace {
  const host = canonicalHost(kind, kind === 'docker' ? hostOfUrl(server) : server);
  if (host.length > MAX_HOST_LENGTH || !LOGIN_HOST.test(host)) {
    throw new LatchkeyError('request_malformed', `'${server.slice(0, 80)}' is not a server name.`);
  }
  const bare = kind === 'git' ? withoutSlashes(path ?? '') : hubToken(host, server);
  return { kind, host, ...(bare && { path: bare }) };
}

/** Which of the two, if the URL names one. */
function hubToken(host: string, server: string): string | undefined {
  const path = withoutSlashes(server.replace(/^https:\/\//i, '').replace(/^[^/]*/, ''));
  return host === DOCKER_HUB_NAME ? DOCKER_HUB_TOKENS.exec(path)?.[1] : undefined;
}

const withoutSlashes = (path: string): string => path.replace(/^\/+|\/+$/g, '');

/** One name for all the names of a server; a dot at the end is DNS's own way to write it. */
export function canonicalHost(kind: LoginKind, host: string): string {
  const named = host
    .toLowerCase()
    .replace(/:443$/, '')
    .replace(/\.(?=:\d+$|$)/, '');
  return kind === 'docker' && DOCKER_HUB.has(named) ? DOCKER_HUB_NAME : named;
}

/** As that kind of tool writes the server. */
export function serverName({ kind, host, path = '' }: LoginPlace): string {
  return kind === 'docker' && host === DOCKER_HUB_NAME ? `${DOCKER_HUB_URL}${path}` : host;
}

/** A password must not go where others can read it. */
function hostOfUrl(server: string): string {
  if (/^http:/i.test(server)) {
    throw new LatchkeyError('request_malformed', `'${server.slice(0, 80)}' is not encrypted.`, {
      hint: "Use the registry's https address.",
    });
  }
  return server.replace(/^https:\/\//i, '').replace(/\/.*$/s, '');
}
