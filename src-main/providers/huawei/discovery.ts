/** Which hosts serve a profile: there is no metadata document, the settings determine it. Sends nothing. */

import type { ProviderContext, Server } from '../../core/provider/exchange.ts';
import { type Facts, requireSafe } from '../cloud/endpoints.ts';
import { oidcEndpoint, PORTAL_ENDPOINT } from './regions.ts';
import { displayName, type HuaweiSettings } from './settings.ts';
import { normalStartUrl } from './start-url.ts';

/** Rejects with `profile_invalid`. */
export async function discover(context: ProviderContext, settings: HuaweiSettings): Promise<Server> {
  const { start_url, region, oidc_endpoint, portal_endpoint } = settings;
  const facts: Facts = {
    startUrl: normalStartUrl(start_url),
    oidc: plain(oidc_endpoint ?? oidcEndpoint(region)),
    portal: plain(portal_endpoint ?? PORTAL_ENDPOINT),
  };
  requireSafe(context, facts);
  return {
    issuer: facts.startUrl,
    displayName: displayName(settings),
    // The token endpoint accepts no code_verifier and a registration no redirect URI, so the browser flow would be
    // without PKCE (RFC 7636), which RFC 9700 section 2.1.1 forbids.
    flows: ['device'],
    metadata: facts,
  };
}

const plain = (address: string): string => address.replace(/\/+$/, '');
