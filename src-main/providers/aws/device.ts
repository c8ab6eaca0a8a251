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
import { tokensOf } from './tokens.ts';

/** The RFC's members, in camelCase. */
const NAMES = {
  device_code: 'deviceCode',
  user_code: 'userCode',
  verification_uri: 'verificationUri',
  verification_uri_complete: 'verificationUriComplete',
  expires_in: 'expiresIn',
  interval: 'interval',
};

/** The answers to a poll before the tokens come, in the RFC's words; `SlowDownException` is recognized by its code. */
const WORDS: Readonly<Record<string, string>> = {
  AuthorizationPendingException: 'authorization_pending',
  AccessDeniedException: 'access_denied',
  ExpiredTokenException: 'expired_token',
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
  if (answer.kind === 'json') return polled(() => tokensOf(server, answer.json));
  const { refusal } = answer;
  return refusedPoll({
    word: WORDS[refusal.exception] ?? pollWord(refusal.word),
    retryAfterS: refusal.retryAfterS,
    refused: (what) => oidcRefused(server.displayName, what, refusal),
  });
}
