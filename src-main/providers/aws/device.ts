/** StartDeviceAuthorization, and one poll of CreateToken. Waiting and counting are the engine's. */
import type { Exchange } from '../../core/provider/exchange.ts';
import type { DeviceAuthorization, DevicePoll } from '../../core/provider/provider.ts';
import { DEVICE_GRANT, deviceAuthorization } from '../shared/device-answer.ts';
import { factsOf } from './discovery.ts';
import { oidcRefused } from './errors.ts';
import { askOidc } from './http.ts';
import { proof } from './registration.ts';
import { tokensOf } from './tokens.ts';

/** The RFC's, in camelCase. */
const NAMES = {
  device_code: 'deviceCode',
  user_code: 'userCode',
  verification_uri: 'verificationUri',
  verification_uri_complete: 'verificationUriComplete',
  expires_in: 'expiresIn',
  interval: 'interval',
};

export async function startDevice(exchange: Exchange): Promise<DeviceAuthorization> {
  const { server, client } = exchange;
  const body = { ...proof(client), startUrl: factsOf(server).startUrl };
  const answer = await askOidc(exchange, '/device_authorization', body);
  if (answer.kind === 'refused') throw oidcRefused(server.displayName, 'gave no code', answer.refusal);
  return deviceAuthorization(exchange, answer.json, { names: NAMES });
}

export async function pollDevice(exchange: Exchange, device: DeviceAuthorization): Promise<DevicePoll> {
  const { server, client } = exchange;
  const body = { ...proof(client), grantType: DEVICE_GRANT, deviceCode: device.deviceCode.reveal() };
  const answer = await askOidc(exchange, '/token', body);
  if (answer.kind === 'json') return { kind: 'tokens', tokens: tokensOf(server, answer.json) };
  const { exception, retryAfterS } = answer.refusal;
  const later = retryAfterS === undefined ? {} : { retryAfterS };
  if (exception === 'AuthorizationPendingException') return { kind: 'pending', ...later };
  if (exception === 'SlowDownException' || exception === 'TooManyRequestsException')
    return { kind: 'slow-down', ...later };
  throw oidcRefused(server.displayName, saying(exception), answer.refusal);
}

function saying(exception: string): string {
  if (exception === 'AccessDeniedException') return 'says that the sign-in was denied';
  if (exception === 'ExpiredTokenException') return 'says that the code has expired';
  return 'did not take the sign-in';
}
