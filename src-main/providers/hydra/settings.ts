/**
 * What a person configures for an Ory Hydra: as for any OpenID provider, and the address of its admin API. Checks form
 * only.
 */

import { z } from 'zod';
import { LatchkeyError } from '../../core/errors.ts';
import type { Server } from '../../core/provider/exchange.ts';
import { metadataOf } from '../oidc/protocol/metadata.ts';
import { OidcSettings } from '../oidc/protocol/settings.ts';
import { isLoopback } from '../shared/address.ts';

/** Says what is wrong with an admin address, or undefined. */
function adminUrlProblem(address: string): string | undefined {
  if (!URL.canParse(address)) return 'it is not an address';
  const url = new URL(address);
  if (url.username || url.password) return 'it must not contain a user name or password';
  if (/[?#]/.test(address)) return 'it must have no query and no fragment';
  if (url.protocol === 'https:') return undefined;
  // Client secrets pass through here. Plain http stays on this machine, as with a port-forward to the admin port.
  if (url.protocol === 'http:' && isLoopback(url)) return undefined;
  return 'it must start with https://, or be http on this machine (a port-forward)';
}

const AdminUrl = z
  .string()
  .trim()
  .max(2048)
  .superRefine((address, issue) => {
    const problem = adminUrlProblem(address);
    if (problem) issue.addIssue({ code: 'custom', message: problem });
  });

export const HydraSettings = z.strictObject({ ...OidcSettings.shape, admin_url: AdminUrl.optional() });
export type HydraSettings = z.infer<typeof HydraSettings>;

/** The base address without a trailing slash. Throws `admin_url_missing`, `profile_invalid`. */
export function adminUrlOf(settings: HydraSettings, given: string | undefined): string {
  const address = given ?? settings.admin_url;
  if (address === undefined) {
    throw new LatchkeyError('admin_url_missing', `The address of the admin API of ${settings.issuer} is not known.`);
  }
  const problem = adminUrlProblem(address.trim());
  if (problem) {
    throw new LatchkeyError('profile_invalid', `The admin URL is not valid: ${problem}.`, {
      hint: 'Give an address such as https://hydra-admin.example.com or http://127.0.0.1:4445.',
    });
  }
  // Some people copy it with the API's path at the end.
  return new URL(address.trim()).href.replace(/\/+$/, '').replace(/\/admin(\/clients)?$/, '');
}

/**
 * Hydra issues a refresh token only with the scope `offline_access` or its older name `offline`. The scopes that it
 * lists depend on its configuration, so a list without either does not mean that they are not accepted.
 */
export function withScopes(server: Server, settings: HydraSettings): HydraSettings {
  if (settings.scopes) return settings;
  const supported = metadataOf(server).scopes_supported;
  const isOld = supported?.includes('offline') === true && !supported.includes('offline_access');
  return { ...settings, scopes: ['openid', isOld ? 'offline' : 'offline_access'] };
}
