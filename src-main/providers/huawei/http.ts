/** How the Huawei Cloud provider asks, and how it tells apart an answer, a refusal by the service or its gateway, and trouble that will pass. */

import { LatchkeyError } from '../../core/errors.ts';
import type { ProviderContext, ServerExchange } from '../../core/provider/exchange.ts';
import type { Secret } from '../../core/secret.ts';
import { ask, type Json, jsonObject, retryAfter, trouble } from '../shared/http.ts';
import type { PortalQuestion } from '../shared/portal-session.ts';
import { factsOf } from './discovery.ts';
import { portalRefused } from './errors.ts';
import { type Refusal, refusalOf } from './refusal.ts';

export type Answer =
  | {
      readonly kind: 'json';
      readonly json: Json;
      /** Epoch milliseconds, by the server's own clock where it says (RFC 9110 section 6.6.1). */
      readonly servedAtMs: number;
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** An operation of the token service: JSON in snake_case, unsigned; the client proves itself in the body. */
export async function askOidc(
  { context, server }: ServerExchange,
  path: '/v1/clients' | '/v1/device/authorize' | '/v1/tokens',
  body: Json,
): Promise<Answer> {
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  const url = `${factsOf(server).oidc}${path}`;
  const response = await ask(context, url, { method: 'POST', headers, body: JSON.stringify(body) });
  return read(context, response, server.displayName, path.slice(4));
}

/** An operation of the portal: the access token in a header of its own, no body. Rejects as `portalRefused` says. */
export async function askPortal(
  { context, server }: ServerExchange,
  accessToken: Secret,
  { method = 'GET', path, query = {}, failing }: PortalQuestion,
): Promise<Json> {
  const url = new URL(`${factsOf(server).portal}${path}`);
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value);
  const headers = { 'access-token': accessToken.reveal(), accept: 'application/json' };
  const response = await ask(context, url.href, { method, headers });
  const answer = await read(context, response, server.displayName, path.slice(4));
  if (answer.kind === 'json') return answer.json;
  throw portalRefused(server.displayName, failing, answer.refusal);
}

/**
 * Only a 4xx that is JSON is the word of the service or of its gateway; a page of some proxy, a redirect and a 5xx say nothing
 * about the sign-in: `provider_error`.
 */
async function read(context: ProviderContext, response: Response, name: string, what: string): Promise<Answer> {
  const { status, headers } = response;
  const throttled = status === 429;
  const passing = throttled ? undefined : trouble(response, name, what);
  if (passing) throw passing;
  const json = await jsonObject(response.clone());
  if (response.ok && (json || (await response.text()) === '')) {
    const served = Date.parse(headers.get('date') ?? '');
    return { kind: 'json', json: json ?? {}, servedAtMs: Number.isFinite(served) ? served : context.nowMs() };
  }
  if (!response.ok && (json || throttled)) {
    return { kind: 'refused', refusal: refusalOf(status, json ?? {}, retryAfter(response)) };
  }
  throw new LatchkeyError('provider_error', `The ${what} of ${name} did not answer in JSON (status ${status}).`);
}
