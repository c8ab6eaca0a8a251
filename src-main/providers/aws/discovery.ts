/**
 * Which hosts serve a profile: there is no metadata document, so the start URL, the region and the endpoint rules
 * determine it.
 */

import { LatchkeyError } from '../../core/errors.ts';
import type { ProviderContext, Server } from '../../core/provider/exchange.ts';
import { type Facts, requireSafe } from '../cloud/endpoints.ts';
import { endpoint, missingRegion } from './endpoints.ts';
import { type AwsSettings, displayName, Region } from './settings.ts';
import { regionInHost, resolveStartUrl } from './start-url.ts';

/** Rejects with `profile_invalid`, and with `provider_error` or `provider_unreachable` if the start URL is a custom address. */
export async function discover(context: ProviderContext, settings: AwsSettings): Promise<Server> {
  const startUrl = await resolveStartUrl(context, settings.start_url);
  const region = regionOf(startUrl, settings);
  const choice = { region, fips: settings.fips, dualstack: settings.dualstack };
  const facts: Facts = {
    startUrl,
    oidc: endpoint('oidc', { ...choice, custom: settings.oidc_endpoint }),
    portal: endpoint('portal.sso', { ...choice, custom: settings.portal_endpoint }),
  };
  requireSafe(context, facts);
  return {
    issuer: startUrl,
    displayName: displayName({ start_url: startUrl }),
    flows: ['device', 'browser'],
    metadata: { ...facts, region },
  };
}

/** Given or found. If both exist and differ, it is unknown which was meant, and AWS would only say `invalid_request`. */
function regionOf(startUrl: string, { region: given }: AwsSettings): string {
  const inHost = regionInHost(new URL(startUrl).hostname);
  const found = Region.safeParse(inHost).success ? inHost : undefined;
  if (given !== undefined && found !== undefined && given !== found) {
    throw new LatchkeyError(
      'profile_invalid',
      `The start URL ${startUrl} is in ${found}, but the region is set to ${given}.`,
      {
        hint: `Set --region ${found}, or use the start URL in ${given}.`,
      },
    );
  }
  const region = given ?? found;
  if (region === undefined) throw missingRegion(startUrl);
  return region;
}
