/** StartDeviceAuthorization, and one poll of CreateToken. Waiting and counting are the engine's. */
import { z } from 'zod';
import type { Client, DeviceAuthorization, DevicePoll, ProviderContext, Server } from '../core/provider.ts';
import { secret } from '../core/secret.ts';
import { unusable } from './cloud-answer.ts';
import { factsOf } from './huawei-discovery.ts';
import { oidcRefused } from './huawei-errors.ts';
import { type Answer, askOidc } from './huawei-http.ts';
import type { Refusal } from './huawei-refusal.ts';
import { proof } from './huawei-registration.ts';
import { lifetimeS, tokensOf } from './huawei-tokens.ts';
import { DEVICE_GRANT, isSafeAddress } from './oidc-metadata.ts';

const DAY_S = 86_400;
/** RFC 8628 section 3.2: what counts when none is named. */
const DEFAULT_INTERVAL_S = 5;
const LONGEST_INTERVAL_S = 300;

// Not wrapped, unlike the answers of the other two operations.
const DeviceAnswer = z.object({
  device_code: z.string().min(1).max(65_536),
  // The person reads and types it.
  user_code: z
    .string()
    .trim()
    .regex(/^[\x20-\x7e]{1,64}$/),
  verification_uri: z.string().min(1).max(2048),
  verification_uri_complete: z.string().max(4096).optional().catch(undefined),
  expires_in: z.number().positive(),
  interval: z.number().positive().optional().catch(undefined),
});

export async function startDevice(
  context: ProviderContext,
  server: Server,
  client: Client,
): Promise<DeviceAuthorization> {
  const body = { ...proof(client), start_url: factsOf(server).startUrl };
  const answer = await askOidc(context, server, '/v1/device/authorize', body);
  if (answer.kind === 'refused') throw oidcRefused(server.displayName, 'gave no code', answer.refusal);
  return deviceOf(context, server, answer);
}

function deviceOf(
  context: ProviderContext,
  server: Server,
  { json, servedAtMs }: Extract<Answer, { kind: 'json' }>,
): DeviceAuthorization {
  const parsed = DeviceAnswer.safeParse(json);
  if (!parsed.success) {
    const members = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
    throw unusable(server, `a device code without a usable ${members}`);
  }
  const { device_code, user_code, verification_uri, verification_uri_complete: complete } = parsed.data;
  // The link is opened in the browser and shown: never anything but https.
  const safe = (address: string) => isSafeAddress(address, context.allowLoopbackHttp);
  if (!safe(verification_uri)) throw unusable(server, 'a device code whose verification_uri is not https');
  const expiresInS = lifetimeS(parsed.data.expires_in, servedAtMs);
  if (expiresInS === undefined) throw unusable(server, 'a device code that has ended already');
  return {
    deviceCode: secret(device_code),
    userCode: user_code,
    verificationUri: verification_uri,
    ...(complete !== undefined && safe(complete) && { verificationUriComplete: complete }),
    expiresInS: Math.min(expiresInS, DAY_S),
    intervalS: Math.min(parsed.data.interval ?? DEFAULT_INTERVAL_S, LONGEST_INTERVAL_S),
  };
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
