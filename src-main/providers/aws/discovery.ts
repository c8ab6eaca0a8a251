/** Which hosts serve a profile: there is no metadata document, so the start URL, the region and the endpoint rules say it. */

import { z } from 'zod';
import { LatchkeyError } from '../../core/errors.ts';
import type { ProviderContext, Server } from '../../core/provider/exchange.ts';
import { isSafeAddress } from '../shared/address.ts';
import { endpoint, missingRegion } from './endpoints.ts';
import { type AwsSettings, displayName, Region } from './settings.ts';
import { regionInHost, resolveStartUrl } from './start-url.ts';

const Facts = z.object({
  /** The portal's own, normalised. */
  startUrl: z.string(),
  region: z.string(),
  /** Base addresses without a slash at the end. */
  oidc: z.string(),
  portal: z.string(),
});
export type Facts = z.infer<typeof Facts>;

/** What discovery found; the engine keeps it as plain JSON in between. */
export function factsOf(server: Server): Facts {
  return Facts.parse(server.metadata);
}

/** Rejects with `profile_invalid`, and with `provider_error` or `provider_unreachable` where the start URL is one's own address. */
export async function discover(context: ProviderContext, settings: AwsSettings): Promise<Server> {
  const startUrl = await resolveStartUrl(context, settings.start_url);
  const region = regionOf(startUrl, settings);
  const choice = { region, fips: settings.fips, dualstack: settings.dualstack };
  const facts: Facts = {
    startUrl,
    region,
    oidc: endpoint('oidc', { ...choice, custom: settings.oidc_endpoint }),
    portal: endpoint('portal.sso', { ...choice, custom: settings.portal_endpoint }),
  };
  requireSafe(context, facts.oidc);
  requireSafe(context, facts.portal);
  return {
    issuer: startUrl,
    displayName: displayName({ start_url: startUrl }),
    flows: ['device', 'browser'],
    metadata: facts,
  };
}

/** Whatever it answers: nothing is asked of it but the time. */
export async function askTime(context: ProviderContext, settings: AwsSettings): Promise<void> {
  await context.fetch(factsOf(await discover(context, settings)).oidc, { method: 'HEAD' });
}

/** Given or found. Where both exist and differ, nobody can tell which was meant, and AWS would only say `invalid_request`. */
function regionOf(startUrl: string, { region: given }: AwsSettings): string {
  const inHost = regionInHost(new URL(startUrl).hostname);
  const found = Region.safeParse(inHost).success ? inHost : undefined;
  if (given !== undefined && found !== undefined && given !== found) {
    throw new LatchkeyError(
      'profile_invalid',
      `The start URL ${startUrl} is of ${found}, but the region set is ${given}.`,
      {
        hint: `Set --region ${found}, or use the start URL of ${given}.`,
      },
    );
  }
  const region = given ?? found;
  if (region === undefined) throw missingRegion(startUrl);
  return region;
}

/** Throws `profile_invalid` for an endpoint that is not https; http on loopback is for test mode. */
export function requireSafe(context: ProviderContext, address: string): void {
  if (isSafeAddress(address, context.allowLoopbackHttp)) return;
  throw new LatchkeyError('profile_invalid', `The endpoint ${address} must start with https://.`);
}
