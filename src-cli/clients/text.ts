/** A client in words: its fields, one per line, and the list of all clients. Pure. */

import type { ClientResponse } from '../../src-main/api/types.ts';
import { plainJson } from '../../src-shared/plain-json.ts';
import { plain } from '../line/output.ts';

const isEmpty = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  value === '' ||
  (typeof value === 'object' && Object.keys(value).length === 0);

function shown(value: unknown): string {
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return plain(value.join(' '));
  return plain(typeof value === 'string' ? value : plainJson(value));
}

/** Rows of field and value, without the unset fields. */
export function clientRows({ client, secret_held: held }: ClientResponse): string[][] {
  const first = ['client_id', 'client_name'];
  const rest = Object.keys(client)
    .filter((field) => !first.includes(field))
    .sort();
  const set = [...first, ...rest].filter((field) => !isEmpty(client[field]) && field !== 'client_secret_expires_at');
  return [
    ...set.map((field) => [field, shown(client[field])]),
    ['secret', held ? 'in the vault (--show-secret)' : 'not stored here'],
  ];
}

const GRANTS: Readonly<Record<string, string>> = {
  'urn:ietf:params:oauth:grant-type:device_code': 'device_code',
  'urn:ietf:params:oauth:grant-type:jwt-bearer': 'jwt-bearer',
};

function grantsOf(value: unknown): string {
  return Array.isArray(value) ? plain(value.map((grant) => GRANTS[String(grant)] ?? String(grant)).join(' ')) : '';
}

export function listRows(clients: readonly ClientResponse[]): string[][] {
  const rows = clients.map(({ client, secret_held: held }) => [
    shown(client['client_id'] ?? ''),
    shown(client['client_name'] ?? ''),
    shown(client['token_endpoint_auth_method'] ?? ''),
    grantsOf(client['grant_types']),
    held ? 'stored' : '',
  ]);
  return [['ID', 'NAME', 'METHOD', 'GRANTS', 'SECRET'], ...rows];
}
