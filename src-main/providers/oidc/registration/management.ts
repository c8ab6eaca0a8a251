/** Reading, changing and deleting a registration (RFC 7592), with the registration access token that came with it. */

import { LatchkeyError } from '../../../core/errors.ts';
import type { Exchange, Server } from '../../../core/provider/exchange.ts';
import type { Client } from '../../../core/provider/provider.ts';
import { ask, type Json, trouble } from '../../shared/http.ts';
import { read } from '../protocol/http.ts';
import type { OidcSettings } from '../protocol/settings.ts';
import { parseClient, REQUESTED } from './client.ts';
import { registrationRefused, requested, wishedMetadata } from './register.ts';

// RFC 7592 section 2.2: the server's own members, which an update must not contain. The secret may be left out.
const NOT_OURS = new Set([
  'registration_access_token',
  'registration_client_uri',
  'client_secret_expires_at',
  'client_id_issued_at',
  'client_secret',
  REQUESTED,
]);

const ENDPOINT = 'registration';

export async function readRegistration(exchange: Exchange): Promise<Client> {
  const response = await manage(exchange, 'GET');
  return current(exchange, response, before(exchange.client));
}

export async function updateRegistration(exchange: Exchange<OidcSettings>): Promise<Client> {
  const { server, settings, client } = exchange;
  const kept = Object.entries(client.metadata).filter(([name, value]) => !NOT_OURS.has(name) && value !== null);
  // RFC 7592 section 2.2: omitting a member deletes it, so everything we know is sent along.
  const body = { ...Object.fromEntries(kept), ...wishedMetadata(exchange), client_id: client.clientId };
  // The server's decision about authentication stays.
  const response = await manage(exchange, 'PUT', { ...body, token_endpoint_auth_method: client.authMethod });
  return current(exchange, response, requested(server, settings));
}

/** RFC 7592 section 2.3. A server that no longer knows the client (401) has nothing left to delete. */
export async function deleteRegistration(exchange: Exchange): Promise<'gone' | 'unsupported'> {
  const { server, client } = exchange;
  if (!client.registrationClientUri) return 'unsupported';
  const response = await manage(exchange, 'DELETE');
  const passing = trouble(response, server.displayName, ENDPOINT);
  if (passing) throw passing;
  if (response.ok || response.status === 401 || response.status === 404) return 'gone';
  if (response.status === 405 || response.status === 403) return 'unsupported';
  const message = `${server.displayName} did not delete the registration (status ${response.status}).`;
  throw new LatchkeyError('provider_refused', message);
}

async function manage({ context, client }: Exchange, method: 'GET' | 'PUT' | 'DELETE', body?: Json) {
  const { registrationClientUri: uri, registrationAccessToken: token } = client;
  if (!uri || !token) {
    throw new LatchkeyError('registration_refused', 'This registration came without a way to read or change it.');
  }
  const headers = { authorization: `Bearer ${token.reveal()}`, accept: 'application/json' };
  if (!body) return ask(context, uri, { method, headers });
  const json = { ...headers, 'content-type': 'application/json' };
  return ask(context, uri, { method, headers: json, body: JSON.stringify(body) });
}

async function current(exchange: Exchange, response: Response, asked: Json): Promise<Client> {
  const { server, client } = exchange;
  // RFC 7592 section 2.1: 401 means that the client or its token is gone; some servers say 404.
  if (response.status === 401 || response.status === 404) {
    throw new LatchkeyError('client_rejected', `${server.displayName} no longer knows the client ${client.clientId}.`);
  }
  if (response.status === 405) {
    throw new LatchkeyError('registration_refused', `${server.displayName} cannot read or change a registration.`);
  }
  const answer = await read(response, server.displayName, ENDPOINT);
  if (answer.kind === 'refused') throw registrationRefused(server, answer.refusal);
  return parseClient(exchange, answer.json, asked, client);
}

function before(client: Client): Json {
  const asked = client.metadata[REQUESTED];
  return typeof asked === 'object' && asked !== null ? (asked as Json) : {};
}

/** True if scopes or redirect differ from those that this registration was made for. */
export function registrationOutdated(server: Server, settings: OidcSettings, client: Client): boolean {
  if (client.source !== 'registered') return false;
  const now = requested(server, settings);
  const then = before(client);
  return now['scope'] !== then['scope'] || now['redirect_uri'] !== then['redirect_uri'];
}
