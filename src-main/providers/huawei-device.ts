/** StartDeviceAuthorization, and one poll of CreateToken. Waiting and counting are the engine's. */
import type { Client, DeviceAuthorization, DevicePoll, ProviderContext, Server } from '../core/provider.ts';
import { deviceAuthorization } from './device-answer.ts';
import { factsOf } from './huawei-discovery.ts';
import { oidcRefused } from './huawei-errors.ts';
import { askOidc } from './huawei-http.ts';
import type { Refusal } from './huawei-refusal.ts';
import { proof } from './huawei-registration.ts';
import { lifetimeS, tokensOf } from './huawei-tokens.ts';
import { DEVICE_GRANT } from './oidc-metadata.ts';

export async function startDevice(
  context: ProviderContext,
  server: Server,
  client: Client,
): Promise<DeviceAuthorization> {
  const body = { ...proof(client), start_url: factsOf(server).startUrl };
  const answer = await askOidc(context, server, '/v1/device/authorize', body);
  if (answer.kind === 'refused') throw oidcRefused(server.displayName, 'gave no code', answer.refusal);
  const { json, servedAtMs } = answer;
  // Not wrapped, unlike the answers of the other two operations.
  return deviceAuthorization(context, server, json, { lifetimeS: (expiresIn) => lifetimeS(expiresIn, servedAtMs) });
}

export async function pollDevice(
  context: ProviderContext,
  server: Server,
  client: Client,
  device: DeviceAuthorization,
): Promise<DevicePoll> {
  const body = { ...proof(client), grant_type: DEVICE_GRANT, device_code: device.deviceCode.reveal() };
  const answer = await askOidc(context, server, '/v1/tokens', body);
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
