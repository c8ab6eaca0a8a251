/** How the AWS provider asks and how it tells apart an answer, a refusal by one of the services, and trouble that will pass. */

import { LatchkeyError } from '../../core/errors.ts';
import type { ServerExchange } from '../../core/provider/exchange.ts';
import type { Secret } from '../../core/secret.ts';
import { ask, type Json, jsonObject, retryAfter, trouble } from '../shared/http.ts';
import type { PortalQuestion } from '../shared/portal-session.ts';
import { factsOf } from './discovery.ts';
import { portalRefused, type Refusal, refusalOf } from './errors.ts';

export type Answer =
  | { readonly kind: 'json'; readonly json: Json }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** An operation of the OIDC service: JSON in camelCase, unsigned, no Authorization header; the client proves itself in the body. */
export async function askOidc(
  { context, server }: ServerExchange,
  path: '/client/register' | '/device_authorization' | '/token',
  body: Json,
): Promise<Answer> {
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  const url = `${factsOf(server).oidc}${path}`;
  const response = await ask(context, url, { method: 'POST', headers, body: JSON.stringify(body) });
  return read(response, server.displayName, path.slice(1));
}

/** An operation of the portal: the access token in a header of its own. POST has no body and no content type. Rejects as `portalRefused` says. */
export async function askPortal(
  { context, server }: ServerExchange,
  accessToken: Secret,
  { method = 'GET', path, query = {}, failing }: PortalQuestion,
): Promise<Json> {
  const url = new URL(`${factsOf(server).portal}${path}`);
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value);
  const headers = { 'x-amz-sso_bearer_token': accessToken.reveal(), accept: 'application/json' };
  const response = await ask(context, url.href, { method, headers });
  const answer = await read(response, server.displayName, path.slice(1));
  if (answer.kind === 'json') return answer.json;
  throw portalRefused(server.displayName, failing, answer.refusal);
}

/**
 * Only a 4xx that is JSON, or that names its exception in the header, is AWS's word; a page of some proxy, a redirect and a
 * 5xx say nothing about the sign-in: `provider_error`.
 */
async function read(response: Response, name: string, what: string): Promise<Answer> {
  const { status, headers } = response;
  const throttled = status === 429;
  const passing = throttled ? undefined : trouble(response, name, what);
  if (passing) throw passing;
  const json = await jsonObject(response.clone());
  // Logout answers with nothing at all.
  if (response.ok && (json || (await response.text()) === '')) return { kind: 'json', json: json ?? {} };
  const refusal = refusalOf(status, json ?? {}, headers, retryAfter(response));
  // 429 comes as "HTTP 429 Unknown Code", or from a gateway in front, without a name that can be trusted.
  if (throttled) return { kind: 'refused', refusal: { ...refusal, exception: 'TooManyRequestsException' } };
  if (!response.ok && (json || refusal.exception)) return { kind: 'refused', refusal };
  throw new LatchkeyError('provider_error', `The ${what} of ${name} did not answer in JSON (status ${status}).`);
}
