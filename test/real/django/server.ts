/** django-oauth-toolkit from Debian's packages: a server for the tests, with its person and its clients. */
import { generateKeyPairSync } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Unpacked } from '../support/debian-packages.ts';
import { serverFolder, startServer } from '../support/server-process.ts';

export const ADA = { username: 'ada', password: 'correct horse', allow: 'Authorize' };

export interface Client {
  readonly id: string;
  /** Absent: a public client. */
  readonly secret?: string;
  readonly redirect: string;
}

export interface Django {
  readonly origin: string;
  readonly issuer: string;
  stop(): Promise<void>;
}

const PROGRAM = resolve(import.meta.dirname, 'server.py');

export async function startDjango({ root, command }: Unpacked, clients: readonly Client[]): Promise<Django> {
  const folder = serverFolder('django');
  const key = join(folder, 'key.pem');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(key, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const python = readdirSync(join(root, 'usr/bin')).find((name) => /^python3\.\d+$/.test(name)) ?? 'python3';
  const server = await startServer({
    command: command(join('usr/bin', python), '-u', PROGRAM, folder, key, JSON.stringify(clients)),
    env: { PYTHONHOME: join(root, 'usr'), PYTHONDONTWRITEBYTECODE: '1', LANG: 'C.UTF-8' },
    folder,
    ready: /ready at \d+/,
  });
  const [, port = ''] = /ready at (\d+)/.exec(server.said()) ?? [];
  const origin = `http://127.0.0.1:${port}`;
  return { origin, issuer: `${origin}/o`, stop: server.stop };
}
