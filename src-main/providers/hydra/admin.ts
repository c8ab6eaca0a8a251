/**
 * OAuth 2.0 clients through Hydra's admin API (/admin/clients). Asks and reads; the engine keeps anything shown only
 * once.
 */

import { present } from '../../../src-shared/present.ts';
import { asLatchkeyError, LatchkeyError } from '../../core/errors.ts';
import type { AdminExchange, ClientAdmin, ClientChoice, ManagedClient } from '../../core/provider/client-admin.ts';
import type { Page } from '../../core/provider/exchange.ts';
import { type Secret, secret } from '../../core/secret.ts';
import { hostOf } from '../shared/address.ts';
import { ask, type Json, jsonObject } from '../shared/http.ts';
import { demandGood, managedClient, notAdmin, parsed } from './admin-answer.ts';
import { checkedFields, checkedLifespans, checkPatch, checkSecret } from './fields.ts';
import { adminUrlOf, type HydraSettings } from './settings.ts';

/** A page stays well below the largest answer that is read (1 MiB). */
const PAGE_SIZE = 100;

export const hydraClients: ClientAdmin<HydraSettings> = {
  adminUrl: adminUrlOf,

  async create(exchange, fields, clientSecret) {
    checkSecret(clientSecret);
    const body = { ...checkedFields(fields), ...secretMember(clientSecret) };
    return theClient(exchange, await send(exchange, { method: 'POST', path: '', body }));
  },

  list,

  async get(exchange, id) {
    return theClient(exchange, await send(exchange, { method: 'GET', path: '', id }));
  },

  async set(exchange, id, fields, clientSecret) {
    checkSecret(clientSecret);
    const checked = checkedFields(fields);
    requireSameId(checked['client_id'], id);
    const body = { ...checked, client_id: id, ...secretMember(clientSecret) };
    return theClient(exchange, await send(exchange, { method: 'PUT', path: '', id, body }));
  },

  async patch(exchange, id, operations) {
    checkPatch(operations);
    const client = theClient(exchange, await send(exchange, { method: 'PATCH', path: '', id, body: operations }));
    const sent = operations.findLast(({ op, path }) => path === '/client_secret' && op !== 'test')?.value;
    return typeof sent === 'string' ? { clientSecret: secret(sent), ...(await client) } : client;
  },

  async setLifespans(exchange, id, lifespans) {
    const body = checkedLifespans(lifespans);
    return theClient(exchange, await send(exchange, { method: 'PUT', path: '/lifespans', id, body }));
  },

  async rotateSecret(exchange, id) {
    return theClient(exchange, await send(exchange, { method: 'POST', path: '/secrets/rotate', id }));
  },

  async dropFormerSecrets(exchange, id) {
    await send(exchange, { method: 'DELETE', path: '/secrets/rotate', id });
  },

  async delete(exchange, id) {
    await send(exchange, { method: 'DELETE', path: '', id });
  },
};

async function list(exchange: AdminExchange, choice: ClientChoice): Promise<Page<ManagedClient>> {
  const query = new URLSearchParams({ page_size: String(choice.pageSize ?? PAGE_SIZE) });
  if (choice.page !== undefined) query.set('page_token', choice.page);
  if (choice.name !== undefined) query.set('client_name', choice.name);
  if (choice.owner !== undefined) query.set('owner', choice.owner);
  const response = await send(exchange, { method: 'GET', path: `?${query}` });
  const found = await parsed(response);
  if (!Array.isArray(found)) throw notAdmin(exchange.adminUrl, 'does not answer with a list of clients');
  const next = nextPage(response.headers.get('link'));
  return present({ items: found.map((one: Json) => managedClient(one, exchange.adminUrl)), next });
}

/** RFC 8288: `<…?page_token=…>; rel="next"`. Only the token is used, never the address. */
function nextPage(link: string | null): string | undefined {
  const target = /<([^<>]*)>\s*;\s*rel="?next"?/.exec(link ?? '')?.[1];
  const token =
    target && URL.canParse(target, 'http://hydra.invalid')
      ? new URL(target, 'http://hydra.invalid').searchParams.get('page_token')
      : undefined;
  return token || undefined;
}

interface Sending {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** After the client, or a query. */
  readonly path: string;
  readonly id?: string;
  readonly body?: unknown;
}

async function send(exchange: AdminExchange, { method, path, id, body }: Sending): Promise<Response> {
  const { context, adminUrl } = exchange;
  const target = `${adminUrl}/admin/clients${id === undefined ? '' : `/${segment(id)}`}${path}`;
  const headers = { accept: 'application/json', ...(body !== undefined && { 'content-type': 'application/json' }) };
  const init = present({ method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  const response = await reached(adminUrl, () => ask(context, target, init));
  await demandGood(exchange, response, id);
  return response;
}

async function reached<T>(adminUrl: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    const error = asLatchkeyError(thrown);
    if (error.code !== 'provider_unreachable') throw error;
    throw new LatchkeyError('provider_unreachable', `The admin API at ${hostOf(adminUrl)} could not be reached.`, {
      hint: 'Check the admin URL; an admin port can often be reached only inside its network, or through a port-forward.',
      cause: error,
    });
  }
}

/** One segment of a path. A name of only dots would mean another resource (RFC 3986 section 5.2.4). */
function segment(id: string): string {
  if (id !== '' && id.length <= 255 && !/^\.{1,2}$/.test(id)) return encodeURIComponent(id);
  throw new LatchkeyError('client_unknown', `'${id.slice(0, 80)}' cannot be a client ID.`);
}

async function theClient({ adminUrl }: AdminExchange, response: Response): Promise<ManagedClient> {
  return managedClient(await jsonObject(response), adminUrl);
}

function secretMember(clientSecret: Secret | undefined): { client_secret?: string } {
  return clientSecret ? { client_secret: clientSecret.reveal() } : {};
}

function requireSameId(given: unknown, id: string): void {
  if (given === undefined || given === id) return;
  throw new LatchkeyError(
    'client_invalid',
    `The client ID cannot change: the fields are those of a client other than ${id}.`,
    {
      hint: "Give that client's ID, or remove client_id from the fields.",
    },
  );
}
