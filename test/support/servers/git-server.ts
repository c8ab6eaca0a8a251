/** A real git server over https on loopback: `git http-backend` behind a guard that decides who may read. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { makeCertificates } from './certificates.ts';

export interface GitServer {
  /** With its port. */
  readonly host: string;
  readonly caFile: string;
  /** What came as user name and password, in order. */
  readonly logins: { readonly username: string; readonly password: string }[];
  close(): Promise<void>;
}

/**
 * One repository, `org/repo.git`, with one commit. `mayRead` is asked for the password or Bearer token of each request that
 * has one; `challenge` is what the others are told.
 */
export async function startGitServer(
  folder: string,
  mayRead: (password: string) => Promise<boolean>,
  challenge = 'Basic realm="Test"',
): Promise<GitServer> {
  makeRepository(join(folder, 'org', 'repo.git'));
  const { caFile, key, cert } = makeCertificates(folder);
  const logins: GitServer['logins'] = [];
  const server = createServer({ key, cert }, (request, response) => {
    void serve(request, response).catch(() => response.destroy());
  });
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const login = bearerLogin(request) ?? basicLogin(request);
    if (login) logins.push(login);
    if (login && (await mayRead(login.password))) return backend(folder, request, response);
    request.resume();
    response.writeHead(401, { 'www-authenticate': challenge }).end();
  };
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    caFile,
    logins,
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

function makeRepository(path: string): void {
  const git = (...args: string[]) => execFileSync('git', args, { stdio: 'pipe' });
  const author = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com'];
  const work = `${path}.work`;
  git('init', '--quiet', work);
  git('-C', work, ...author, 'commit', '--quiet', '--allow-empty', '--message', 'first');
  git('clone', '--quiet', '--bare', work, path);
}

/** A Bearer token goes without a user name. */
function bearerLogin({ headers }: IncomingMessage): { username: string; password: string } | undefined {
  const [, token] = /^Bearer (.+)$/.exec(headers.authorization ?? '') ?? [];
  return token === undefined ? undefined : { username: '', password: token };
}

function basicLogin({ headers }: IncomingMessage): { username: string; password: string } | undefined {
  const [, encoded] = /^Basic (.+)$/.exec(headers.authorization ?? '') ?? [];
  if (encoded === undefined) return undefined;
  const [username = '', ...password] = Buffer.from(encoded, 'base64').toString().split(':');
  return { username, password: password.join(':') };
}

/** CGI (RFC 3875), as far as git's own backend needs it. */
async function backend(root: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, search } = new URL(request.url ?? '/', 'https://localhost');
  const child = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env['PATH'],
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      REQUEST_METHOD: request.method,
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'safe.directory',
      GIT_CONFIG_VALUE_0: '*',
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  request.pipe(child.stdin);
  const parts: Buffer[] = [];
  for await (const part of child.stdout) parts.push(part);
  const answer = Buffer.concat(parts);
  const end = answer.indexOf('\r\n\r\n');
  const lines = answer.subarray(0, end).toString().split('\r\n');
  const headers = lines.map((line): [string, string] => [line.split(':', 1)[0] ?? '', line.replace(/^[^:]*: */, '')]);
  const status = headers.find(([name]) => name === 'Status')?.[1];
  for (const [name, value] of headers) if (name !== 'Status') response.setHeader(name, value);
  response.writeHead(status === undefined ? 200 : Number.parseInt(status, 10)).end(answer.subarray(end + 4));
}
