/** StartDeviceAuthorization, and one poll of CreateToken. Waiting and counting are the engine's. */
import { z } from 'zod';
import type { Client, DeviceAuthorization, DevicePoll, ProviderContext, Server } from '../core/provider.ts';
import { secret } from '../core/secret.ts';
import { factsOf } from './aws-discovery.ts';
import { oidcRefused } from './aws-errors.ts';
import { askOidc } from './aws-http.ts';
import { DEVICE_GRANT, proof } from './aws-registration.ts';
import { tokensOf } from './aws-tokens.ts';
import { unusable } from './cloud-answer.ts';
import { isSafeAddress } from './oidc-metadata.ts';

const DAY_S = 86_400;
/** RFC 8628 section 3.2: what counts when none is named. */
const DEFAULT_INTERVAL_S = 5;
const LONGEST_INTERVAL_S = 300;

// Every member is optional in the model; without these four there is nothing to show or to ask for.
const DeviceAnswer = z.object({
  deviceCode: z.string().min(1).max(65_536),
  // The person reads and types it.
  userCode: z
    .string()
    .trim()
    .regex(/^[\x20-\x7e]{1,64}$/),
  verificationUri: z.string().min(1).max(2048),
  verificationUriComplete: z.string().max(4096).optional().catch(undefined),
  expiresIn: z.number().positive(),
  interval: z.number().positive().optional().catch(undefined),
});

export async function startDevice(
  context: ProviderContext,
  server: Server,
  client: Client,
): Promise<DeviceAuthorization> {
  const body = { ...proof(client), startUrl: factsOf(server).startUrl };
  const answer = await askOidc(context, server, '/device_authorization', body);
  if (answer.kind === 'refused') throw oidcRefused(server.displayName, 'gave no code', answer.refusal);
  const parsed = DeviceAnswer.safeParse(answer.json);
  if (!parsed.success) {
    const members = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
    throw unusable(server, `a device code without a usable ${members}`);
  }
  const { deviceCode, userCode, verificationUri, verificationUriComplete: complete, expiresIn, interval } = parsed.data;
  // The link is opened in the browser and shown: never anything but https.
  const safe = (address: string) => isSafeAddress(address, context.allowLoopbackHttp);
  if (!safe(verificationUri)) throw unusable(server, 'a device code whose verificationUri is not https');
  return {
    deviceCode: secret(deviceCode),
    userCode,
    verificationUri,
    ...(complete !== undefined && safe(complete) && { verificationUriComplete: complete }),
    expiresInS: Math.min(expiresIn, DAY_S),
    intervalS: Math.min(interval ?? DEFAULT_INTERVAL_S, LONGEST_INTERVAL_S),
  };
}

export async function pollDevice(
  context: ProviderContext,
  server: Server,
  client: Client,
  device: DeviceAuthorization,
): Promise<DevicePoll> {
  const body = { ...proof(client), grantType: DEVICE_GRANT, deviceCode: device.deviceCode.reveal() };
  const answer = await askOidc(context, server, '/token', body);
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
