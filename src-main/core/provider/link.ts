/** Which links may be opened in the system browser: https, and in test mode http on a loopback address. */
import { LatchkeyError } from '../errors.ts';

const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** The link as it may be opened. Rejects with `browser_unavailable` for every other kind, whoever sent it. */
export function linkToOpen(link: string, allowLoopbackHttp: boolean): string {
  const url = URL.canParse(link) ? new URL(link) : undefined;
  const harmless =
    url?.protocol === 'https:' || (allowLoopbackHttp && url?.protocol === 'http:' && LOOPBACK.has(url.hostname));
  if (url && harmless && !url.username && !url.password) return url.href;
  throw new LatchkeyError(
    'browser_unavailable',
    'The provider sent a link that is not a plain https address, so it was not opened.',
    {
      hint: "Tell the provider's administrator.",
    },
  );
}
