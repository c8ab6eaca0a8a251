/** Device authorization grant (RFC 8628): the request for a code and one poll. Waiting and counting are the engine's. */

import { deviceAuthorizationRequest, deviceCodeGrantRequest } from 'oauth4webapi';
import { present } from '../../../src-shared/present.ts';
import { LatchkeyError } from '../../core/errors.ts';
import type { Exchange, Server } from '../../core/provider/exchange.ts';
import type { DeviceAuthorization, DevicePoll } from '../../core/provider/provider.ts';
import { deviceAuthorization } from '../shared/device-answer.ts';
import { polled } from '../shared/given.ts';
import { retryAfter } from '../shared/http.ts';
import { pollSaying, pollWord } from '../shared/refusal-words.ts';
import { asClient } from './protocol/as-client.ts';
import { oauthClient, scopesFor } from './protocol/client.ts';
import { type Meanings, type Refusal, refused } from './protocol/errors.ts';
import { read, through } from './protocol/http.ts';
import { metadataOf } from './protocol/metadata.ts';
import type { OidcSettings } from './protocol/settings.ts';
import { signInTokens } from './tokens.ts';

export async function startDevice(exchange: Exchange<OidcSettings>): Promise<DeviceAuthorization> {
  const { server, settings, client } = exchange;
  const endpoint = metadataOf(server).device_authorization_endpoint;
  if (!endpoint) throw new LatchkeyError('flow_unsupported', `${server.displayName} offers no device sign-in.`);
  const parameters = present({ scope: scopesFor(exchange).join(' ') || undefined, audience: settings.audience });
  const as = { issuer: server.issuer, device_authorization_endpoint: endpoint };
  const options = through(exchange);
  const response = await asClient(exchange, (auth) =>
    deviceAuthorizationRequest(as, oauthClient(client), auth, parameters, options),
  );
  const answer = await read(response, server.displayName, 'device authorization endpoint');
  if (answer.kind === 'refused') throw refused(server.displayName, 'gave no code', answer.refusal);
  const device = deviceAuthorization(exchange, answer.json);
  return { ...device, intervalS: device.intervalS + (settings.poll_margin ?? 0) };
}

// RFC 8628 section 3.5. A device code that is unknown (by now) ends this attempt, not an earlier sign-in.
const POLL: Meanings = { expired_token: 'code_expired' };

export async function pollDevice(exchange: Exchange, device: DeviceAuthorization): Promise<DevicePoll> {
  const { server, client } = exchange;
  const as = { issuer: server.issuer, token_endpoint: metadataOf(server).token_endpoint ?? '' };
  const code = device.deviceCode.reveal();
  const options = through(exchange);
  const response = await asClient(exchange, (auth) =>
    deviceCodeGrantRequest(as, oauthClient(client), auth, code, options),
  );
  if (response.status === 429) return waiting('slow-down', retryAfter(response));
  const answer = await read(response, server.displayName, 'token endpoint');
  if (answer.kind === 'json') return polled(() => signInTokens(exchange, answer.json));
  return notYet(server, answer.refusal);
}

function notYet(server: Server, said: Refusal): DevicePoll {
  const refusal = { ...said, error: pollWord(said.error) };
  if (refusal.error === 'authorization_pending') return waiting('pending', refusal.retryAfterS);
  if (refusal.error === 'slow_down') return waiting('slow-down', refusal.retryAfterS);
  throw refused(server.displayName, pollSaying(refusal.error), refusal, POLL);
}

function waiting(kind: 'pending' | 'slow-down', retryAfterS: number | undefined): DevicePoll {
  return present({ kind, retryAfterS });
}
