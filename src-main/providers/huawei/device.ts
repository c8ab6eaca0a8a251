/** StartDeviceAuthorization, and one poll of CreateToken. Waiting and counting are the engine's. */

import type { Exchange } from '../../core/provider/exchange.ts';
import type { DeviceAuthorization, DevicePoll } from '../../core/provider/provider.ts';
import { factsOf } from '../cloud/endpoints.ts';
import { refusedPoll } from '../cloud/poll.ts';
import { DEVICE_GRANT, deviceAuthorization } from '../shared/device-answer.ts';
import { polled } from '../shared/given.ts';
import { pollWord } from '../shared/refusal-words.ts';
import { oidcRefused } from './errors.ts';
import { askOidc } from './http.ts';
import { proof } from './registration.ts';
import { lifetimeS, tokensOf } from './tokens.ts';

export async function startDevice(exchange: Exchange): Promise<DeviceAuthorization> {
  const { server, client } = exchange;
  const body = { ...proof(client), start_url: factsOf(server).startUrl };
  const answer = await askOidc(exchange, '/v1/device/authorize', body);
  if (answer.kind === 'refused') throw oidcRefused(server.displayName, 'gave no code', answer.refusal);
  const { json, servedAtMs } = answer;
  // Not wrapped, unlike the answers of the other two operations.
  return deviceAuthorization(exchange, json, { lifetimeS: (expiresIn) => lifetimeS(expiresIn, servedAtMs) });
}

export async function pollDevice(exchange: Exchange, device: DeviceAuthorization): Promise<DevicePoll> {
  const { server, client } = exchange;
  const body = { ...proof(client), grant_type: DEVICE_GRANT, device_code: device.deviceCode.reveal() };
  const answer = await askOidc(exchange, '/v1/tokens', body);
  if (answer.kind === 'json') return polled(() => tokensOf(server, answer));
  const refusal = { ...answer.refusal, word: pollWord(answer.refusal.word) };
  return refusedPoll({
    word: refusal.word,
    retryAfterS: refusal.retryAfterS,
    // How this service says "not yet" is not published.
    unclear: refusal.status === 400 && refusal.word === '',
    refused: (what) => oidcRefused(server.displayName, what, refusal),
  });
}
