/**
 * How the generic provider asks and how it tells apart what comes back: an answer, a refusal in OAuth's form, or trouble
 * that will pass. Deadline and size limit are the context's.
 */

import { allowInsecureRequests, type CustomFetchOptions, customFetch } from 'oauth4webapi';
import { LatchkeyError } from '../../../core/errors.ts';
import type { ProviderContext, ServerExchange } from '../../../core/provider/exchange.ts';
import { type Refusal, readableCode, readableText, speaksOfTryingAgain } from './errors.ts';
import { hostOf, isLoopback } from './settings.ts';

export type Json = Readonly<Record<string, unknown>>;

export type Answer =
  | { readonly kind: 'json'; readonly status: number; readonly json: Json }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A request that ends in a response or in one of our errors. */
export async function ask(
  context: ProviderContext,
  url: string,
  init: { method: Method; headers: Record<string, string>; body?: string },
): Promise<Response> {
  return guarded(url, () => context.fetch(url, { ...init, redirect: 'manual' }));
}

/** Options that make oauth4webapi ask through the context. Http only where discovery has let it through (test mode). */
export function through({ context, server }: ServerExchange) {
  const insecure = context.allowLoopbackHttp && isLoopback(new URL(server.issuer));
  return {
    [customFetch]: (url: string, { method, headers, body }: CustomFetchOptions<string, URLSearchParams | undefined>) =>
      // RFC 6749 leaves no room for redirects here: a secret would follow to wherever the answer points.
      guarded(url, () => context.fetch(url, { method, headers, redirect: 'manual', ...(body && { body }) })),
    [allowInsecureRequests]: insecure,
  };
}

async function guarded(url: string, send: () => Promise<Response>): Promise<Response> {
  try {
    return await send();
  } catch (error) {
    if (error instanceof LatchkeyError) throw error;
    throw new LatchkeyError('provider_unreachable', `${hostOf(url)} could not be reached.`, { cause: error });
  }
}

/**
 * RFC 6749 section 5.2: only a 4xx with a JSON object is the provider's word. A redirect, a 5xx and a page of some proxy
 * say nothing about the sign-in: `provider_error`.
 */
export async function read(response: Response, name: string, endpoint: string): Promise<Answer> {
  const { status } = response;
  const passing = trouble(response, name, endpoint);
  if (passing) throw passing;
  const json = await jsonObject(response);
  if (!json) {
    throw new LatchkeyError('provider_error', `The ${endpoint} of ${name} did not answer in JSON (status ${status}).`);
  }
  if (status >= 200 && status < 300 && !isHiddenError(json)) return { kind: 'json', status, json };
  const retryAfterS = retryAfter(response);
  const error = readableCode(json['error']);
  // Some servers (Ory Hydra at registration) put a sentence where the code belongs.
  const sentence = error === '' ? readableText(json['error']) : '';
  const description = readableText(json['error_description']) || sentence;
  const asksAgain = speaksOfTryingAgain(json['error_description'], json['error_hint']);
  const refusal = { status, error, description, asksAgain };
  return { kind: 'refused', refusal: { ...refusal, ...(retryAfterS !== undefined && { retryAfterS }) } };
}

/** GitHub answers its errors with status 200. A token beside an `error` is still a token. */
function isHiddenError(json: Json): boolean {
  return readableCode(json['error']) !== '' && json['access_token'] === undefined && json['device_code'] === undefined;
}

/** What cannot be an answer to the question: a redirect, a 5xx, too many requests. Undefined: go on reading. */
export function trouble(response: Response, name: string, endpoint: string): LatchkeyError | undefined {
  const { status } = response;
  if (status >= 300 && status < 400) {
    const to = response.headers.get('location') ?? '';
    const where = URL.canParse(to) ? `to ${new URL(to).host}` : 'elsewhere';
    return new LatchkeyError('provider_error', `The ${endpoint} of ${name} redirects ${where}; this is not followed.`);
  }
  if (status < 500 && status !== 408 && status !== 429) return undefined;
  const seconds = retryAfter(response);
  const wait = seconds === undefined ? '' : `, to be asked again in ${seconds} s`;
  return new LatchkeyError('provider_error', `The ${endpoint} of ${name} has trouble (status ${status}${wait}).`);
}

/** The body when it is a JSON object, whatever its content type says. */
export async function jsonObject(response: Response): Promise<Json | undefined> {
  try {
    const value: unknown = JSON.parse(await response.text());
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
  } catch (error) {
    if (error instanceof LatchkeyError) throw error;
    return undefined;
  }
}

const LONGEST_WAIT_S = 3600;

/** Seconds from Retry-After (RFC 9110 section 10.2.3), which may also be a date; at most an hour. */
export function retryAfter(response: Response): number | undefined {
  const value = response.headers.get('retry-after');
  if (value === null) return undefined;
  const served = Date.parse(response.headers.get('date') ?? '');
  // A date counts from the server's own clock, which may differ from ours.
  const seconds = /^\d+$/.test(value) ? Number(value) : Math.ceil((Date.parse(value) - served) / 1000);
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), LONGEST_WAIT_S) : undefined;
}
