/** The answer to a request for a device code (RFC 8628 section 3.2), read the same way for every provider. */

import { z } from 'zod';
import { LatchkeyError } from '../../core/errors.ts';
import type { Server, ServerExchange } from '../../core/provider/exchange.ts';
import type { DeviceAuthorization } from '../../core/provider/provider.ts';
import { secret } from '../../core/secret.ts';
import { isSafeAddress } from './address.ts';
import { Numeric, TextOrNumber } from './given.ts';
import type { Json } from './http.ts';

export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
const DAY_S = 86_400;
/** RFC 8628 section 3.2: the value if the server names none (or nonsense). */
const DEFAULT_INTERVAL_S = 5;
const LONGEST_INTERVAL_S = 300;

// Without the first four there is nothing to show or to poll with.
const DeviceAnswer = z.object({
  device_code: TextOrNumber.pipe(z.string().min(1).max(65_536)),
  // The person reads and types it.
  user_code: TextOrNumber.pipe(
    z
      .string()
      .trim()
      .regex(/^[\x20-\x7e]{1,64}$/),
  ),
  verification_uri: z.string().min(1).max(2048),
  expires_in: Numeric.pipe(z.number().positive()),
  verification_uri_complete: z.string().max(4096).optional().catch(undefined),
  // Less than a second is nonsense as well.
  interval: Numeric.pipe(z.number().min(1)).optional().catch(undefined),
});
type Member = keyof typeof DeviceAnswer.shape;

/** Where a service departs from the RFC. */
export interface Dialect {
  /** Its names of the members. */
  readonly names?: Readonly<Record<Member, string>>;
  /** Seconds left from its value; undefined: already over. */
  readonly lifetimeS?: (expiresIn: number) => number | undefined;
}

/** Throws `provider_error`, which names what is missing and nothing that was sent. */
export function deviceAuthorization(
  { context, server }: ServerExchange,
  json: Json,
  { names, lifetimeS = (expiresIn) => expiresIn }: Dialect = {},
): DeviceAuthorization {
  const spelled = (member: Member) => names?.[member] ?? member;
  const members = Object.keys(DeviceAnswer.shape) as Member[];
  // The drafts of RFC 8628, and servers that followed them, have verification_url.
  const said = (member: Member) => json[spelled(member)] ?? json[spelled(member).replace(/([uU])ri(?=_|C|$)/, '$1rl')];
  const parsed = DeviceAnswer.safeParse(Object.fromEntries(members.map((member) => [member, said(member)])));
  if (!parsed.success) {
    const unread = parsed.error.issues.map(({ path }) => spelled(path[0] as Member)).join(', ');
    throw unusable(server, `without a usable ${unread}`);
  }
  const { device_code, user_code, verification_uri, verification_uri_complete: complete, interval } = parsed.data;
  // The link is opened in the browser and shown: never anything but a plain https address.
  const safe = (address: string) => isSafeAddress(address, context.allowLoopbackHttp);
  if (!safe(verification_uri))
    throw unusable(server, `whose ${spelled('verification_uri')} is not a plain https address`);
  const expiresInS = lifetimeS(parsed.data.expires_in);
  if (expiresInS === undefined) throw unusable(server, 'that has already expired');
  return {
    deviceCode: secret(device_code),
    userCode: user_code,
    verificationUri: verification_uri,
    ...(complete !== undefined && safe(complete) && { verificationUriComplete: complete }),
    expiresInS: Math.min(expiresInS, DAY_S),
    intervalS: Math.min(interval ?? DEFAULT_INTERVAL_S, LONGEST_INTERVAL_S),
  };
}

function unusable(server: Server, why: string): LatchkeyError {
  return new LatchkeyError('provider_error', `${server.displayName} sent a device code ${why}.`, {
    hint: "Tell the provider's administrator that its device sign-in does not work, or try --flow browser.",
  });
}
