/** Asks a cloud's token service and portal, and distinguishes an answer, a refusal and a temporary problem. */
import { LatchkeyError } from '../../core/errors.ts';
import type { ServerExchange } from '../../core/provider/exchange.ts';
import type { Secret } from '../../core/secret.ts';
import { ask, type Json, jsonObject, trouble } from '../shared/http.ts';
import { factsOf } from './endpoints.ts';

/** What differs between clouds. */
export interface Dialect<Refusal> {
  /** The header that carries the access token to the portal. */
  readonly tokenHeader: string;
  /** Reads a 4xx of the service or its gateway; undefined if it came from something else, such as a proxy. */
  refusalIn(response: Response, json: Json | undefined): Refusal | undefined;
  portalRefused(name: string, what: string, refusal: Refusal): LatchkeyError;
}

export type Answer<Refusal> = JsonAnswer | { readonly kind: 'refused'; readonly refusal: Refusal };

export interface JsonAnswer {
  readonly kind: 'json';
  readonly json: Json;
  /** Epoch milliseconds, by the server's own clock if it sends one (RFC 9110 section 6.6.1). */
  readonly servedAtMs: number;
}

export interface PortalQuestion {
  readonly method?: 'GET' | 'POST';
  readonly path: string;
  /** Undefined members are left out. */
  readonly query?: Readonly<Record<string, string | undefined>>;
  /** Completes a sentence that starts with the server's name, if the portal refuses. */
  readonly failing: string;
}

export interface CloudHttp<Refusal> {
  /** An operation of the token service: JSON, unsigned, no Authorization header; the client authenticates in the body. */
  askOidc(exchange: ServerExchange, path: string, body: Json): Promise<Answer<Refusal>>;
  /** An operation of the portal: no body and no content type. Rejects as the dialect's `portalRefused` says. */
  askPortal(exchange: ServerExchange, accessToken: Secret, question: PortalQuestion): Promise<Json>;
}

export function cloudHttp<Refusal>(dialect: Dialect<Refusal>): CloudHttp<Refusal> {
  return {
    async askOidc(exchange, path, body) {
      const headers = { 'content-type': 'application/json', accept: 'application/json' };
      const url = `${factsOf(exchange.server).oidc}${path}`;
      const response = await ask(exchange.context, url, { method: 'POST', headers, body: JSON.stringify(body) });
      return read(dialect, exchange, response, { path });
    },
    async askPortal(exchange, accessToken, { method = 'GET', path, query = {}, failing }) {
      const { context, server } = exchange;
      const url = new URL(`${factsOf(server).portal}${path}`);
      for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value);
      const headers = { [dialect.tokenHeader]: accessToken.reveal(), accept: 'application/json' };
      const response = await ask(context, url.href, { method, headers });
      // Logout has an empty answer.
      const answer = await read(dialect, exchange, response, { path, mayBeEmpty: true });
      if (answer.kind === 'json') return answer.json;
      throw dialect.portalRefused(server.displayName, failing, answer.refusal);
    },
  };
}

/** A proxy's page, a redirect and a 5xx say nothing about the sign-in: `provider_error`. */
async function read<Refusal>(
  { refusalIn }: Dialect<Refusal>,
  { context, server }: ServerExchange,
  response: Response,
  { path, mayBeEmpty = false }: { path: string; mayBeEmpty?: boolean },
): Promise<Answer<Refusal>> {
  const { status, headers } = response;
  const [name, what] = [server.displayName, path.replace(/^\/(v1\/)?/, '')];
  // 429 may come from the service itself, and is read as such.
  const passing = status === 429 ? undefined : trouble(response, name, what);
  if (passing) throw passing;
  const json = await jsonObject(response.clone());
  if (response.ok && (json || (mayBeEmpty && (await response.text()) === ''))) {
    const served = Date.parse(headers.get('date') ?? '');
    return { kind: 'json', json: json ?? {}, servedAtMs: Number.isFinite(served) ? served : context.nowMs() };
  }
  const refusal = response.ok ? undefined : refusalIn(response, json);
  if (refusal) return { kind: 'refused', refusal };
  throw new LatchkeyError('provider_error', `The ${what} of ${name} did not answer in JSON (status ${status}).`);
}
