/** Finds the metadata of an issuer at its well-known addresses (OpenID Discovery section 4, RFC 8414 section 3). */

import { LatchkeyError } from '../../core/errors.ts';
import type { ProviderContext, Server } from '../../core/provider/exchange.ts';
import { hostOf } from '../shared/address.ts';
import { DEVICE_GRANT } from '../shared/device-answer.ts';
import { ask, type Json, jsonObject, redirectTarget, trouble } from '../shared/http.ts';
import { issuerProblem } from './protocol/issuer.ts';
import { parseMetadata } from './protocol/metadata.ts';
import { type Endpoints, endpointsOf, type OidcSettings } from './protocol/settings.ts';

/**
 * OpenID's address first: a server that has both usually says more there (ID token algorithms, userinfo). Rejects with
 * `issuer_invalid`, `issuer_mismatch`, `discovery_failed`, `provider_error`, `provider_unreachable`.
 */
export async function discover(context: ProviderContext, settings: OidcSettings): Promise<Server> {
  const { issuer } = settings;
  const problem = issuerProblem(issuer, context.allowLoopbackHttp);
  if (problem) throw new LatchkeyError('issuer_invalid', `${problem.charAt(0).toUpperCase()}${problem.slice(1)}.`);
  const given = endpointsOf(settings);
  if (given !== undefined && isEnough(given)) return undiscovered(context, issuer, given);
  const misses: string[] = [];
  for (const address of wellKnown(issuer)) {
    const found = await look(context, address, issuer, given);
    if (typeof found !== 'string') return found;
    misses.push(found);
  }
  const why = [...new Set(misses)].join('; ');
  const hint =
    'Check the issuer. If the server publishes no metadata, set --token-endpoint and --authorization-endpoint or ' +
    '--device-authorization-endpoint.';
  throw new LatchkeyError('discovery_failed', `No OpenID or OAuth metadata was found for ${issuer}: ${why}.`, { hint });
}

/** Enough to sign in with. Less is used beside what the server publishes. */
function isEnough({ token_endpoint, authorization_endpoint, device_authorization_endpoint }: Endpoints): boolean {
  return token_endpoint !== undefined && (authorization_endpoint ?? device_authorization_endpoint) !== undefined;
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
async function look(
  context: ProviderContext,
  address: string,
  issuer: string,
  given: Endpoints | undefined,
): Promise<Server | string> {
  const host = hostOf(address);
  const response = await follow(context, address);
  if (typeof response === 'string') return response;
  const passing = trouble(response, host, 'metadata');
  if (passing) throw passing;
  if (response.status !== 200) return `${host} answered with status ${response.status}`;
  const json = await jsonObject(response);
  if (!json) return `${host} answered with a page instead of JSON`;
  const found = parseMetadata(withGiven(json, given), issuer, context.allowLoopbackHttp);
  return found ?? `${host} answered with JSON that names no issuer`;
}

/** What the person named counts as offered, whatever the server's list of grants says. */
function withGiven(json: Json, given: Endpoints = {}): Json {
  const listed = json['grant_types_supported'];
  if (!given.device_authorization_endpoint || !Array.isArray(listed)) return { ...json, ...given };
  return { ...json, ...given, grant_types_supported: [...listed, DEVICE_GRANT] };
}

const MOST_HOPS = 5;

/** Redirects are followed within the origin of the issuer, which is compared with what is found. Text: why not. */
async function follow(context: ProviderContext, address: string): Promise<Response | string> {
  const { origin, host } = new URL(address);
  let at = address;
  for (let hop = 0; hop <= MOST_HOPS; hop += 1) {
    const response = await ask(context, at, { method: 'GET', headers: { accept: 'application/json' } });
    if (response.status < 300 || response.status >= 400) return response;
    const target = redirectTarget(response, at);
    if (target === undefined) return `${host} redirects to nowhere`;
    if (target.origin !== origin) return `${host} redirects to ${target.shown}, which is not followed`;
    at = target.href;
  }
  return `${host} redirects more than ${MOST_HOPS} times`;
}
