/** Finds the metadata of an issuer at its well-known addresses (OpenID Discovery section 4, RFC 8414 section 3). */

import { LatchkeyError } from '../../core/errors.ts';
import type { ProviderContext, Server } from '../../core/provider/exchange.ts';
import { hostOf } from '../shared/address.ts';
import { ask, jsonObject, trouble } from '../shared/http.ts';
import { parseMetadata } from './protocol/metadata.ts';
import { issuerProblem, type OidcSettings } from './protocol/settings.ts';

/**
 * OpenID's address first: a server that has both usually says more there (ID token algorithms, userinfo). Rejects with
 * `issuer_invalid`, `issuer_mismatch`, `discovery_failed`, `provider_error`, `provider_unreachable`.
 */
export async function discover(context: ProviderContext, settings: OidcSettings): Promise<Server> {
  const { issuer, endpoints } = settings;
  const problem = issuerProblem(issuer, context.allowLoopbackHttp);
  if (problem) throw new LatchkeyError('issuer_invalid', `${problem.charAt(0).toUpperCase()}${problem.slice(1)}.`);
  if (endpoints) return undiscovered(context, issuer, endpoints);
  const misses: string[] = [];
  for (const address of wellKnown(issuer)) {
    const found = await look(context, address, issuer);
    if (typeof found !== 'string') return found;
    misses.push(found);
  }
  const why = [...new Set(misses)].join('; ');
  throw new LatchkeyError('discovery_failed', `No OpenID or OAuth metadata was found for ${issuer}: ${why}.`);
}

/** Configured endpoints replace metadata, and must follow the same rules. Rejects with `discovery_failed`. */
function undiscovered(context: ProviderContext, issuer: string, endpoints: object): Server {
  const server = parseMetadata({ issuer, ...endpoints }, issuer, context.allowLoopbackHttp);
  if (server) return server;
  throw new LatchkeyError('discovery_failed', `The endpoints configured for ${issuer} cannot be used.`);
}

/**
 * With a path, OpenID appends its name and OAuth inserts its own after the host; RFC 8414 section 5 allows both for
 * OpenID's.
 */
export function wellKnown(issuer: string): string[] {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/+$/, '');
  const oauth = `${origin}/.well-known/oauth-authorization-server${path}`;
  const openid = `${origin}${path}/.well-known/openid-configuration`;
  return path === '' ? [openid, oauth] : [openid, oauth, `${origin}/.well-known/openid-configuration${path}`];
}

/** The server, or why there is none at this address. Only "not here" continues with the next address. */
async function look(context: ProviderContext, address: string, issuer: string): Promise<Server | string> {
  const host = hostOf(address);
  const response = await ask(context, address, { method: 'GET', headers: { accept: 'application/json' } });
  const { status } = response;
  if (status >= 300 && status < 400) return `${host} redirects elsewhere`;
  const passing = trouble(response, host, 'metadata');
  if (passing) throw passing;
  if (status !== 200) return `${host} answered with status ${status}`;
  const json = await jsonObject(response);
  if (!json) return `${host} answered with a page instead of JSON`;
  return parseMetadata(json, issuer, context.allowLoopbackHttp) ?? `${host} answered with JSON that names no issuer`;
}
