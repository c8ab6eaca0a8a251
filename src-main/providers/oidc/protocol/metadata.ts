/**
 * The authorization server's metadata (RFC 8414 section 2, OpenID Discovery section 3) as this provider uses it.
 * Parses; sends nothing.
 */

import { z } from 'zod';
import { LatchkeyError } from '../../../core/errors.ts';
import type { Flow } from '../../../core/profile.ts';
import type { Server } from '../../../core/provider/exchange.ts';
import { hostOf, isSafeAddress } from '../../shared/address.ts';
import { DEVICE_GRANT } from '../../shared/device-answer.ts';
import { isSameIssuer } from './issuer.ts';

// Members in an unexpected form count as absent.
const Text = z.string().min(1).max(4096).optional().catch(undefined);
const Names = z.array(z.string().max(512)).max(1000).optional().catch(undefined);

const Metadata = z.object({
  issuer: z.string().max(2048),
  authorization_endpoint: Text,
  token_endpoint: Text,
  device_authorization_endpoint: Text,
  registration_endpoint: Text,
  revocation_endpoint: Text,
  userinfo_endpoint: Text,
  jwks_uri: Text,
  scopes_supported: Names,
  response_types_supported: Names,
  grant_types_supported: Names,
  token_endpoint_auth_methods_supported: Names,
  token_endpoint_auth_signing_alg_values_supported: Names,
  code_challenge_methods_supported: Names,
  id_token_signing_alg_values_supported: Names,
  prompt_values_supported: Names,
  authorization_response_iss_parameter_supported: z.boolean().optional().catch(undefined),
});
export type Metadata = z.infer<typeof Metadata>;

const ENDPOINTS = [
  'authorization_endpoint',
  'token_endpoint',
  'device_authorization_endpoint',
  'registration_endpoint',
  'revocation_endpoint',
  'userinfo_endpoint',
] as const;

/** The metadata of a server that discovery accepted; the engine keeps it as plain JSON in between. */
export function metadataOf(server: Server): Metadata {
  return Metadata.parse(server.metadata);
}

/** Metadata, or undefined if this is not a metadata document at all. Rejects with `issuer_mismatch`, `discovery_failed`. */
export function parseMetadata(json: unknown, issuer: string, allowLoopbackHttp: boolean): Server | undefined {
  const parsed = Metadata.safeParse(json);
  if (!parsed.success) return undefined;
  const metadata = parsed.data;
  // RFC 8414 section 3.3: any other issuer must not be used.
  if (!isSameIssuer(metadata.issuer, issuer)) {
    throw new LatchkeyError(
      'issuer_mismatch',
      `${issuer} publishes a different issuer: ${printable(metadata.issuer)}.`,
    );
  }
  for (const endpoint of ENDPOINTS) requireSafe(metadata[endpoint], endpoint, issuer, allowLoopbackHttp);
  if (!metadata.token_endpoint) throw unusable(issuer, 'names no token_endpoint');
  const flows = flowsOf(metadata);
  if (flows.length === 0) throw unusable(issuer, 'offers neither the device flow nor the authorization code flow');
  // Its own spelling counts from here on: ID tokens and answers (RFC 9207) are compared with it.
  return { issuer: metadata.issuer, displayName: hostOf(issuer), flows, metadata };
}

function requireSafe(address: string | undefined, name: string, issuer: string, allowLoopbackHttp: boolean): void {
  if (address === undefined || isSafeAddress(address, allowLoopbackHttp)) return;
  throw unusable(issuer, `publishes a ${name} that is not a plain https address: ${printable(address)}`);
}

function unusable(issuer: string, why: string): LatchkeyError {
  return new LatchkeyError('discovery_failed', `${issuer} ${why}.`, {
    hint: "Ask the provider's administrator; its metadata does not work with Latchkey.",
  });
}

const printable = (text: string): string => text.replace(/[^\x21-\x7e]/g, '?').slice(0, 200);

/** The device flow first: the person can compare its code, on any machine. */
function flowsOf(metadata: Metadata): Flow[] {
  const grants = metadata.grant_types_supported;
  const flows: Flow[] = [];
  // RFC 8628 section 4 names the endpoint; for a server that lists no grants, naming it is enough.
  if (metadata.device_authorization_endpoint && (grants?.includes(DEVICE_GRANT) ?? true)) flows.push('device');
  // RFC 8414 section 2: no list means authorization_code and implicit.
  const hasCode = grants?.includes('authorization_code') ?? true;
  const answersCode = metadata.response_types_supported?.includes('code') ?? true;
  if (metadata.authorization_endpoint && hasCode && answersCode) flows.push('browser');
  return flows;
}
