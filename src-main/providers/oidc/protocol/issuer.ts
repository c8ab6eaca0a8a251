/** What an issuer may look like, how it is stored, and when a published one is the same. Pure. */
import { isLoopback } from '../../shared/address.ts';

/** Says what is wrong with an issuer, or undefined. RFC 8414 section 2: https, no query, no fragment. */
export function issuerProblem(issuer: string, allowLoopbackHttp: boolean): string | undefined {
  if (!URL.canParse(issuer)) return `'${issuer.slice(0, 200)}' is not an address`;
  const url = new URL(issuer);
  if (url.username || url.password) return 'the issuer must not contain a user name or password';
  // An empty query or fragment also counts: looked for in the text, since URL drops it.
  if (issuer.includes('?') || issuer.includes('#')) return `the issuer ${issuer} must have no query and no fragment`;
  if (url.protocol === 'https:') return undefined;
  if (url.protocol === 'http:' && isLoopback(url) && allowLoopbackHttp) return undefined;
  return `the issuer ${issuer} must start with https://`;
}

const GUID = /(?<=\/)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?=\/|$)/gi;

/** As servers publish it, whatever capitals it was copied with. A path means what it says, but for Microsoft's GUIDs. */
export function storedIssuer(issuer: string): string {
  const lower = hostLowered(issuer);
  return isMicrosoft(lower) ? lower.replace(GUID, (guid) => guid.toLowerCase()) : lower;
}

/** RFC 8414 section 3.3: identical. Capitals in a host name the same host (RFC 3986 section 6.2.2.1). */
export function isSameIssuer(one: string, other: string): boolean {
  return hostLowered(one) === hostLowered(other);
}

const hostLowered = (issuer: string): string =>
  issuer.replace(/^[a-z]+:\/\/[^/?#]*/i, (origin) => origin.toLowerCase());

/** Entra in each of Microsoft's clouds, Entra External ID and Azure AD B2C. */
const MICROSOFT =
  /(?:^|\.)(?:login\.microsoftonline\.com|login\.microsoftonline\.us|login\.partner\.microsoftonline\.cn|sts\.windows\.net|ciamlogin\.com|b2clogin\.com)$/;

export function isMicrosoft(issuer: string): boolean {
  return URL.canParse(issuer) && MICROSOFT.test(new URL(issuer).hostname);
}
