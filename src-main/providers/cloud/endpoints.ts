/** Which hosts serve a profile: a cloud has no metadata document, so discovery computes them from the settings. */
import { z } from 'zod';
import { LatchkeyError } from '../../core/errors.ts';
import type { ProviderContext, Server } from '../../core/provider/exchange.ts';
import { isSafeAddress } from '../shared/address.ts';

const Facts = z.object({
  /** The portal's own, normalized. */
  startUrl: z.string(),
  /** Base addresses without a trailing slash. */
  oidc: z.string(),
  portal: z.string(),
});
export type Facts = z.infer<typeof Facts>;

/** What discovery found; the engine keeps it as plain JSON in between. */
export function factsOf(server: Server): Facts {
  return Facts.parse(server.metadata);
}

function isEndpoint(text: string): boolean {
  // Discovery decides whether http on loopback is allowed.
  return isSafeAddress(text, true) && !/[?#]/.test(text);
}

/** A setting that overrides a computed address. */
export const Endpoint = z
  .string()
  .trim()
  .max(2048)
  .refine(isEndpoint, 'an endpoint is an https address without query, fragment and user name');

/** Throws `profile_invalid` for an address that is not https; http on loopback is for test mode. */
export function requireSafe({ allowLoopbackHttp }: ProviderContext, { startUrl, oidc, portal }: Facts): void {
  for (const address of [startUrl, oidc, portal]) {
    if (isSafeAddress(address, allowLoopbackHttp)) continue;
    throw new LatchkeyError('profile_invalid', `The endpoint ${address} must start with https://.`);
  }
}

/** Any answer will do: only its `Date` is used. */
export async function askTime(context: ProviderContext, server: Server): Promise<void> {
  await context.fetch(factsOf(server).oidc, { method: 'HEAD' });
}
