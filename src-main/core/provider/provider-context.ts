/**
 * What a provider's request goes through: a deadline for the whole answer, a size limit, no redirects, and a look at
 * the server's clock. A hanging or endless answer ends here and affects nothing else.
 */

import { LatchkeyError } from '../errors.ts';
import type { Fetch, Ports } from '../ports.ts';
import type { ProviderContext } from './exchange.ts';

const REQUEST_DEADLINE_MS = 15_000;
const LARGEST_BODY_BYTES = 1024 * 1024;
/** Difference from the server's `Date` that is worth reporting, milliseconds. */
const SKEW_WORTH_TELLING_MS = 60_000;

type ContextPorts = Pick<Ports, 'clock' | 'fetch' | 'random' | 'log'>;

export interface ContextOptions {
  readonly allowLoopbackHttp: boolean;
  /** Ends the request early: the sign-in was cancelled. */
  readonly signal?: AbortSignal;
  /**
   * Called with the difference in seconds (server minus us), 0 if it is too small to report, and the server's clock,
   * epoch milliseconds.
   */
  readonly onSkew?: (seconds: number, serverMs: number) => void;
}

export function providerContext(ports: ContextPorts, options: ContextOptions): ProviderContext {
  return {
    fetch: boundedFetch(ports, options),
    random: ports.random,
    log: ports.log,
    nowMs: () => ports.clock.nowMs(),
    allowLoopbackHttp: options.allowLoopbackHttp,
  };
}

export function signInCancelled(): LatchkeyError {
  return new LatchkeyError('sign_in_cancelled', 'The sign-in was cancelled.');
}

function boundedFetch(ports: ContextPorts, options: ContextOptions): Fetch {
  return async (url, init = {}) => {
    const { host } = new URL(url);
    const abort = new AbortController();
    const cancel = () => abort.abort();
    options.signal?.addEventListener('abort', cancel, { once: true });
    try {
      // A cancelled sign-in sends no more requests.
      if (options.signal?.aborted) throw signInCancelled();
      // RFC 6749 endpoints are not redirected: a code or token would follow to wherever the answer points.
      const answer = readWhole(ports.fetch(url, { redirect: 'manual', ...init, signal: abort.signal }), host);
      const response = await Promise.race([answer, deadline(ports, host, abort.signal)]);
      tellTime(response, ports, options);
      return response;
    } catch (error) {
      if (options.signal?.aborted) throw signInCancelled();
      if (error instanceof LatchkeyError) throw error;
      throw new LatchkeyError('provider_unreachable', `${host} could not be reached.`, { cause: error });
    } finally {
      options.signal?.removeEventListener('abort', cancel);
      abort.abort();
    }
  };
}

async function deadline(ports: ContextPorts, host: string, signal: AbortSignal): Promise<never> {
  await ports.clock.sleep(REQUEST_DEADLINE_MS, signal);
  throw new LatchkeyError('provider_unreachable', `${host} did not answer within ${REQUEST_DEADLINE_MS / 1000} s.`);
}

/** The answer with its body in memory, so that the deadline covers the body as well. */
async function readWhole(pending: Promise<Response>, host: string): Promise<Response> {
  const response = await pending;
  const { status, headers } = response;
  if (!response.body) return response;
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array<ArrayBuffer>>) {
    size += chunk.byteLength;
    if (size > LARGEST_BODY_BYTES) throw new LatchkeyError('provider_error', `${host} sent more than 1 MiB.`);
    chunks.push(chunk);
  }
  const bodyless = status === 204 || status === 205 || status === 304;
  return new Response(bodyless ? null : joined(chunks, size), { status, headers: plainHeaders(headers) });
}

function joined(chunks: readonly Uint8Array<ArrayBuffer>[], size: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return whole;
}

/** The body is already decoded; a stale encoding or length would make a reader decode it twice. */
function plainHeaders(headers: Headers): Headers {
  const copy = new Headers(headers);
  copy.delete('content-encoding');
  copy.delete('content-length');
  return copy;
}

function tellTime(response: Response, ports: ContextPorts, options: ContextOptions): void {
  // RFC 9111 section 5.1: a cache in between says how long ago that was.
  const ageMs = Math.max(0, Number(response.headers.get('age')) || 0) * 1000;
  const date = Date.parse(response.headers.get('date') ?? '') + ageMs;
  if (Number.isNaN(date)) return;
  const skewMs = date - ports.clock.nowMs();
  options.onSkew?.(Math.abs(skewMs) > SKEW_WORTH_TELLING_MS ? Math.round(skewMs / 1000) : 0, date);
}
