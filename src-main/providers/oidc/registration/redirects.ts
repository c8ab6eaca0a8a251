/** Which redirects a registered client has: with a port of its own, for servers that compare every character. Pure but for chance. */
import type { Random } from '../../../core/ports.ts';
import { DEFAULT_REDIRECT_URI, isLoopback } from '../../shared/address.ts';
import type { OidcSettings } from '../protocol/settings.ts';

/** Above the ports that Linux gives out by itself, so that ours is likely to be free at the next sign-in. */
const FIRST_PORT = 61_000;
const PORTS = 65_536 - FIRST_PORT;

/**
 * RFC 8252 section 7.3 has servers take any port, but not all do, and none says so. So the client is registered with
 * the port that its sign-ins use, and without one, for servers that take any when that port is in use.
 */
export function wishedRedirects(random: Random, settings: OidcSettings): string[] {
  const wished = settings.redirect_uri ?? DEFAULT_REDIRECT_URI;
  const url = new URL(wished);
  if (url.port !== '') return [wished];
  const [high = 0, low = 0] = random.bytes(2);
  url.port = String(FIRST_PORT + ((high * 256 + low) % PORTS));
  return [url.href, wished];
}

/** The one to listen on: with a port where the server kept one, since it may compare it. Undefined: none is ours. */
export function registeredRedirect(returned: readonly string[]): string | undefined {
  const ours = returned.filter((uri) => URL.canParse(uri) && isLoopback(new URL(uri)));
  return ours.find((uri) => new URL(uri).port !== '') ?? ours[0];
}
