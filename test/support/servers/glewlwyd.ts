/**
 * Glewlwyd, an OpenID provider in C from Debian, as it comes: a database of its own, an administrator who sets it up over its
 * API, and a person who signs in over it. Nothing of it is ours.
 */
import { execFileSync, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PROGRAM = '/usr/bin/glewlwyd';
const CONFIG = '/etc/glewlwyd/glewlwyd.conf';
const SCHEMA = '/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3';

export const CLIENT_SECRET = 'a client%secret/+';

/** Why it cannot run here, or undefined. */
export function glewlwydMissing(): string | undefined {
  const missing = [PROGRAM, CONFIG, SCHEMA].find((path) => !existsSync(path));
  return missing === undefined ? undefined : `${missing} is not there (Debian packages glewlwyd and python3)`;
}

export interface Glewlwyd {
  readonly issuer: string;
  /** Enters the code as a signed-in person would, and allows. */
  approveDevice(userCode: string): Promise<void>;
  /** Opens the link; resolves to where the browser is sent. */
  answerLink(url: string): Promise<string>;
  close(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** One person's browser: keeps the cookies, follows nothing on its own. */
class Browser {
  readonly #origin: string;
  #cookies = '';

  constructor(origin: string) {
    this.#origin = origin;
  }

  async ask(method: string, path: string, body?: unknown): Promise<Response> {
    const response = await fetch(new URL(path, this.#origin), {
      method,
      redirect: 'manual',
      headers: { cookie: this.#cookies, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const set = response.headers.getSetCookie().map((line) => line.split(';')[0]);
    if (set.length > 0) this.#cookies = set.join('; ');
    if (response.status >= 400) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response;
  }

  /** Follows redirects on this server; gives the first address that is elsewhere, or the last one. */
  async walk(address: string): Promise<string> {
    let at = address;
    for (let steps = 0; steps < 8; steps += 1) {
      const location = (await this.ask('GET', at)).headers.get('location');
      if (location === null) return at;
      at = new URL(location, this.#origin).href;
      // Its pages are not served here; the address says which one it would show.
      if (new URL(at).pathname.endsWith('/login.html')) return at;
      if (new URL(at).origin !== this.#origin) return at;
    }
    return at;
  }
}

function configure(folder: string, origin: string, port: number): string {
  const database = join(folder, 'db');
  const script = 'import sqlite3,sys\nsqlite3.connect(sys.argv[1]).executescript(open(sys.argv[2]).read())';
  execFileSync('python3', ['-c', script, database, SCHEMA]);
  const text = readFileSync(CONFIG, 'utf8')
    .replace('port=4593', `port=${port}`)
    .replace('#bind_address="127.0.0.1"', 'bind_address="127.0.0.1"')
    .replace('"http://localhost:4593/"', `"${origin}"`)
    .replace('log_mode="file"', 'log_mode="console"')
    .replace(/@include "[^"]*glewlwyd-db.conf"/, `database = { type = "sqlite3"; path = "${database}"; };`);
  const file = join(folder, 'glewlwyd.conf');
  writeFileSync(file, text);
  return file;
}

async function setUp(admin: Browser, issuer: string): Promise<void> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  await admin.ask('POST', '/api/auth/', { username: 'admin', password: 'password' });
  const parameters = {
    iss: issuer,
    'jwt-type': 'rsa',
    'jwt-key-size': '256',
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    cert: publicKey.export({ type: 'spki', format: 'pem' }),
    'code-duration': 600,
    'access-token-duration': 3600,
    'refresh-token-duration': 1_209_600,
    'refresh-token-one-use': 'always',
    'allow-non-oidc': true,
    'auth-type-code-enabled': true,
    'auth-type-token-enabled': false,
    'auth-type-id-token-enabled': true,
    'auth-type-device-enabled': true,
    'auth-type-refresh-enabled': true,
    'device-authorization-expiration': 600,
    'device-authorization-interval': 1,
    'pkce-allowed': true,
    'introspection-revocation-allowed': true,
    'introspection-revocation-allow-target-client': true,
    'subject-type': 'public',
  };
  await admin.ask('POST', '/api/mod/plugin/', { module: 'oidc', name: 'oidc', display_name: 'OIDC', parameters });
  const grants = ['code', 'device_authorization', 'refresh_token'];
  for (const [client_id, secret] of [
    ['latchkey', undefined],
    ['confidential', CLIENT_SECRET],
  ]) {
    await admin.ask('POST', '/api/client/', {
      client_id,
      name: 'Latchkey',
      confidential: secret !== undefined,
      ...(secret !== undefined && {
        password: secret,
        client_secret: secret,
        token_endpoint_auth_method: ['client_secret_post', 'client_secret_basic'],
      }),
      enabled: true,
      authorization_type: grants,
      redirect_uri: ['http://127.0.0.1:49152/callback'],
      scope: ['openid'],
    });
  }
  await admin.ask('POST', '/api/user/', {
    username: 'ada',
    password: 'correct horse',
    scope: ['openid'],
    enabled: true,
  });
}

export async function startGlewlwyd(): Promise<Glewlwyd> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-glewlwyd-'));
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const child = spawn(PROGRAM, [`--config-file=${configure(folder, origin, port)}`]);
  let said = '';
  await new Promise<void>((ready, failed) => {
    const hear = (chunk: Buffer) => {
      said += chunk;
      if (said.includes('Glewlwyd started on port')) ready();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('exit', () => failed(new Error(`Glewlwyd ended: ${said}`)));
  });
  const issuer = `${origin}/api/oidc`;
  await setUp(new Browser(origin), issuer);
  const ada = new Browser(origin);
  await ada.ask('POST', '/api/auth/', { username: 'ada', password: 'correct horse' });
  for (const client of ['latchkey', 'confidential']) {
    await ada.ask('PUT', `/api/auth/grant/${client}`, { scope: 'openid' });
  }
  return {
    issuer,
    async approveDevice(userCode) {
      const end = await ada.walk(`/api/oidc/device?code=${userCode}&g_continue`);
      if (!end.includes('prompt=deviceComplete')) throw new Error(`Not approved: ${end}`);
    },
    answerLink: (url) => ada.walk(`${url}&g_continue`),
    async close() {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
