/** StartDeviceAuthorization, and one poll of CreateToken. Waiting and counting are the engine's. */

import type { Exchange, Server } from '../../core/provider/exchange.ts';
import type { DeviceAuthorization, DevicePoll } from '../../core/provider/provider.ts';
import { DEVICE_GRANT, deviceAuthorization } from '../shared/device-answer.ts';
import { factsOf } from './discovery.ts';
import { oidcRefused } from './errors.ts';
import { askOidc } from './http.ts';
import type { Refusal } from './refusal.ts';
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
  if (answer.kind === 'json') return { kind: 'tokens', tokens: tokensOf(server, answer) };
  return notYet(server, answer.refusal);
}

function notYet(server: Server, refusal: Refusal): DevicePoll {
  const { word, status, retryAfterS } = refusal;
  const later = retryAfterS === undefined ? {} : { retryAfterS };
  if (word === 'authorization_pending') return { kind: 'pending', ...later };
  const error = oidcRefused(server.displayName, saying(word), refusal);
  if (error.code === 'throttled') return { kind: 'slow-down', ...later };
  // It may be this service's way of saying "not yet": how it says so is published nowhere.
  if (status === 400 && word === '') return { kind: 'unknown-refusal', error };
  throw error;
}

function saying(word: string): string {
  if (word === 'access_denied') return 'says that the sign-in was denied';
  if (word === 'expired_token') return 'says that the code has expired';
  return 'did not take the sign-in';
}
