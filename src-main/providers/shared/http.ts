/** Any request to a provider: it ends in a response or in one of our errors. Deadline and size limit are the context's. */
import { LatchkeyError } from '../../core/errors.ts';
import type { ProviderContext } from '../../core/provider/exchange.ts';
import { hostOf } from './address.ts';

export type Json = Readonly<Record<string, unknown>>;

type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A request that ends in a response or in one of our errors. */
export async function ask(
  context: ProviderContext,
  url: string,
  init: { method: Method; headers: Record<string, string>; body?: string },
): Promise<Response> {
  return guarded(url, () => context.fetch(url, { ...init, redirect: 'manual' }));
}

/** Any error that is not ours means that the server could not be reached. */
export async function guarded(url: string, send: () => Promise<Response>): Promise<Response> {
  try {
    return await send();
  } catch (error) {
    if (error instanceof LatchkeyError) throw error;
    throw new LatchkeyError('provider_unreachable', `${hostOf(url)} could not be reached.`, { cause: error });
  }
}

/** What cannot be an answer to the request: a redirect, a 5xx, too many requests. Undefined: go on reading. */
export function trouble(response: Response, name: string, endpoint: string): LatchkeyError | undefined {
  const { status } = response;
  if (status >= 300 && status < 400) {
    const target = redirectTarget(response, response.url);
    const where = target === undefined ? 'elsewhere' : `to ${target.host}`;
    return new LatchkeyError(
      'provider_error',
      `The ${endpoint} of ${name} redirects ${where}; Latchkey does not follow that.`,
    );
  }
  if (status < 500 && status !== 408 && status !== 429) return undefined;
  const seconds = retryAfter(response);
  const wait = seconds === undefined ? '' : `, retry after ${seconds} s`;
  return new LatchkeyError('provider_error', `The ${endpoint} of ${name} has a problem (status ${status}${wait}).`);
}

interface RedirectTarget {
  readonly href: string;
  readonly origin: string;
  readonly host: string;
  /** Without query and fragment, which may hold what no one should read. */
  readonly shown: string;
}

/** Where a redirect points (RFC 9110 section 10.2.2); undefined where it does not say. */
export function redirectTarget(response: Response, from: string): RedirectTarget | undefined {
  const location = response.headers.get('location') ?? '';
  const base = URL.canParse(from) ? from : undefined;
  if (location === '' || !URL.canParse(location, base)) return undefined;
  const { href, origin, host, pathname } = new URL(location, base);
  return { href, origin, host, shown: `${origin}${pathname}`.replace(/[^\x21-\x7e]/g, '?').slice(0, 200) };
}

/** The body if it is a JSON object, whatever its content type says. */
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
