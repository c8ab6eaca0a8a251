/**
 * How oauth4webapi sends requests through the context, and what an OAuth endpoint answered: JSON, a refusal in OAuth's
 * form, or a temporary problem.
 */

import { allowInsecureRequests, type CustomFetchOptions, customFetch } from 'oauth4webapi';
import { present } from '../../../../src-shared/present.ts';
import { LatchkeyError } from '../../../core/errors.ts';
import type { ServerExchange } from '../../../core/provider/exchange.ts';
import { isLoopback } from '../../shared/address.ts';
import { guarded, type Json, jsonObject, retryAfter, trouble } from '../../shared/http.ts';
import { readableText } from '../../shared/readable.ts';
import { challengeOf, textIn, wordIn } from '../../shared/refusal-words.ts';
import { type Refusal, speaksOfTryingAgain } from './errors.ts';

export type Answer =
  | { readonly kind: 'json'; readonly status: number; readonly json: Json }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** Options that make oauth4webapi send requests through the context. Http only if discovery allowed it (test mode). */
export function through({ context, server }: ServerExchange) {
  const insecure = context.allowLoopbackHttp && isLoopback(new URL(server.issuer));
  return {
    [customFetch]: (url: string, { method, headers, body }: CustomFetchOptions<string, URLSearchParams | undefined>) =>
      // RFC 6749 leaves no room for redirects here: a secret would follow to wherever the answer points.
      guarded(url, () => context.fetch(url, present({ method, headers, redirect: 'manual' as const, body }))),
    [allowInsecureRequests]: insecure,
  };
}

/**
 * RFC 6749 section 5.2: only a 4xx with a JSON object is the provider's word. A redirect, a 5xx and a proxy's page say
 * nothing about the sign-in: `provider_error`.
 */
export async function read(response: Response, name: string, endpoint: string): Promise<Answer> {
  const { status } = response;
  const passing = trouble(response, name, endpoint);
  if (passing) throw passing;
  const json = (await jsonObject(response)) ?? (response.ok ? undefined : challengeOf(response.headers));
  if (!json) {
    throw new LatchkeyError('provider_error', `The ${endpoint} of ${name} did not answer in JSON (status ${status}).`);
  }
  if (status >= 200 && status < 300 && !isHiddenError(json)) return { kind: 'json', status, json };
  const error = wordIn(json);
  // Some servers (Ory Hydra at registration) put a sentence in place of the code.
  const sentence = error === '' ? readableText(json['error']) : '';
  const description = textIn(json) || sentence;
  const asksAgain = speaksOfTryingAgain(json['error_description'], json['error_hint']);
  const refusal = present({ status, error, description, asksAgain, retryAfterS: retryAfter(response) });
  return { kind: 'refused', refusal };
}

/** What makes an answer a success, whatever else it contains. */
const GIVEN = ['access_token', 'refresh_token', 'device_code'];

/** GitHub returns its errors with status 200. A token beside an `error` is still a token. */
function isHiddenError(json: Json): boolean {
  return Boolean(json['error']) && wordIn(json) !== '' && GIVEN.every((name) => json[name] === undefined);
}
