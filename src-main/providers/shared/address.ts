/** Addresses of a provider: which are safe to ask, and their host. Pure. */

/** Without a port, so any free one may be used (RFC 8252 section 7.3). */
export const DEFAULT_REDIRECT_URI = 'http://127.0.0.1/callback';

const LOOPBACK_HOSTS = new Set(['127.0.0.1', '[::1]', 'localhost']);

export function isLoopback(url: URL): boolean {
  return LOOPBACK_HOSTS.has(url.hostname);
}

/**
 * RFC 8414 section 2: endpoints are https; loopback http in test mode only. Never with user info, which a person reads as
 * the host (RFC 3986 section 7.6): https://accounts.example.com@evil.example.
 */
export function isSafeAddress(address: string, allowLoopbackHttp: boolean): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  if (url.username !== '' || url.password !== '') return false;
  return url.protocol === 'https:' || (allowLoopbackHttp && url.protocol === 'http:' && isLoopback(url));
}

export function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : address.slice(0, 100);
}
