/** Requests to the agent for the `clients` commands. Checks only the outermost shape of the answers. */
import type { ClientResponse, ClientSecretResponse, ClientsResponse } from '../../src-main/api/types.ts';
import { type Method, profilePath, request } from '../agent/client.ts';
import { type Call, optionValue } from '../line/command.ts';
import { answerBroken, usageError } from '../line/errors.ts';

export interface Asking {
  readonly id?: string;
  readonly rest?: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
}

/** Rejects with a CliError. */
export function askAbout(call: Call, method: Method, { id, rest = '', query = {}, body }: Asking): Promise<unknown> {
  const [name = ''] = call.words;
  const all = Object.entries({ ...query, admin_url: optionValue(call, 'admin-url') });
  const search = new URLSearchParams(all.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
  const path = `${profilePath(name)}/clients${id === undefined ? '' : `/${segment(id)}`}${rest}`;
  return request(method, search.size === 0 ? path : `${path}?${search}`, { body });
}

/** Dots alone would name another resource (RFC 3986 section 5.2.4). */
function segment(id: string): string {
  if (/^\.{1,2}$/.test(id))
    throw usageError(`'${id}' cannot be the ID of a client.`, 'Run `latchkey clients list NAME`.');
  return encodeURIComponent(id);
}

export async function oneClient(asked: Promise<unknown>): Promise<ClientResponse> {
  const value = await asked;
  if (typeof value === 'object' && value !== null && 'client' in value && 'secret_held' in value)
    return value as ClientResponse;
  throw answerBroken("This command does not understand the agent's answer.");
}

export async function allClients(call: Call): Promise<ClientResponse[]> {
  const query = { client_name: optionValue(call, 'name'), owner: optionValue(call, 'owner') };
  const found: ClientResponse[] = [];
  let page: string | undefined;
  do {
    const value = (await askAbout(call, 'GET', { query: { ...query, page } })) as ClientsResponse;
    if (!Array.isArray(value?.clients)) throw answerBroken("This command does not understand the agent's answer.");
    found.push(...value.clients);
    // The same page twice would never end.
    page = value.next === page ? undefined : value.next;
  } while (page !== undefined);
  return found;
}

export async function secretsFor(call: Call, id: string): Promise<ClientSecretResponse> {
  return (await askAbout(call, 'GET', { id, rest: '/secret' })) as ClientSecretResponse;
}
