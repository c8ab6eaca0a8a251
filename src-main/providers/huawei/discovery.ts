/** Which hosts serve a profile: there is no metadata document, the settings say it all. Asks nobody. */

import { z } from 'zod';
import type { ProviderContext, Server } from '../../core/provider/exchange.ts';
import { requireSafe } from '../aws/discovery.ts';
import { oidcEndpoint, PORTAL_ENDPOINT } from './regions.ts';
import { displayName, type HuaweiSettings } from './settings.ts';
import { normalStartUrl } from './start-url.ts';

const Facts = z.object({
  startUrl: z.string(),
  /** Base addresses without a slash at the end. */
  oidc: z.string(),
  portal: z.string(),
});
export type Facts = z.infer<typeof Facts>;

/** What discovery found; the engine keeps it as plain JSON in between. */
export function factsOf(server: Server): Facts {
  return Facts.parse(server.metadata);
}

/** Rejects with `profile_invalid`. */
export async function discover(context: ProviderContext, settings: HuaweiSettings): Promise<Server> {
  const { start_url, region, oidc_endpoint, portal_endpoint } = settings;
  const facts: Facts = {
    startUrl: normalStartUrl(start_url),
    oidc: plain(oidc_endpoint ?? oidcEndpoint(region)),
    portal: plain(portal_endpoint ?? PORTAL_ENDPOINT),
  };
  for (const address of Object.values(facts)) requireSafe(context, address);
  return {
    issuer: facts.startUrl,
    displayName: displayName(settings),
    // The token endpoint takes no code_verifier and a registration no redirect URI, so the browser flow would be without
    // PKCE (RFC 7636), which RFC 9700 section 2.1.1 forbids.
    flows: ['device'],
    metadata: facts,
  };
}

/** Whatever it answers: nothing is asked of it but the time. */
export async function askTime(context: ProviderContext, settings: HuaweiSettings): Promise<void> {
  await context.fetch(factsOf(await discover(context, settings)).oidc, { method: 'HEAD' });
}

const plain = (address: string): string => address.replace(/\/+$/, '');
