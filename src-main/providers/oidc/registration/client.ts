/** A registered client as the server returned it (RFC 7591 section 3.2.1): what counts is the answer, not the request. */

import { z } from 'zod';
import { present } from '../../../../src-shared/present.ts';
import { LatchkeyError } from '../../../core/errors.ts';
import type { ProviderContext, Server, ServerExchange } from '../../../core/provider/exchange.ts';
import type { Client, ClientAuthMethod } from '../../../core/provider/provider.ts';
import { secret } from '../../../core/secret.ts';
import { isSafeAddress } from '../../shared/address.ts';
import { DEVICE_GRANT } from '../../shared/device-answer.ts';
import { TextOrNumber } from '../../shared/given.ts';
import type { Json } from '../../shared/http.ts';
import { registeredRedirect } from './redirects.ts';

/** Kept beside the returned metadata: the request, since a server may grant less and that must not look outdated. */
export const REQUESTED = 'latchkey_requested';

const Line = TextOrNumber.pipe(z.string().min(1).max(65_536));
const Returned = z.object({
  client_id: Line.optional(),
  client_secret: Line.nullish().catch(undefined),
  client_secret_expires_at: z.coerce.number().nullish().catch(undefined),
  registration_access_token: Line.nullish().catch(undefined),
  registration_client_uri: Line.nullish().catch(undefined),
  // RFC 7591 section 2: the defaults of omitted members.
  token_endpoint_auth_method: z
    .string()
    .nullish()
    .transform((method) => method ?? 'client_secret_basic'),
  grant_types: z
    .array(z.string())
    .nullish()
    .transform((grants) => grants ?? ['authorization_code']),
  redirect_uris: z
    .array(z.string())
    .nullish()
    .transform((uris) => uris ?? []),
});
type Returned = z.infer<typeof Returned>;

/** `asked` is kept beside the answer; `previous` supplies what an RFC 7592 answer leaves out. */
export function parseClient({ context, server }: ServerExchange, json: Json, asked: Json, previous?: Client): Client {
  const parsed = Returned.safeParse(json);
  const clientId = parsed.data?.client_id ?? previous?.clientId;
  if (!parsed.success || clientId === undefined) {
    throw new LatchkeyError('provider_error', `${server.displayName} answered a registration without a usable client.`);
  }
  const returned = parsed.data;
  const clientSecret = returned.client_secret ? secret(returned.client_secret) : previous?.clientSecret;
  const endsAtS = returned.client_secret_expires_at ?? 0;
  const redirectUri = registeredRedirect(returned.redirect_uris);
  const authMethod = methodOf(server, returned, clientSecret !== undefined);
  return {
    source: 'registered',
    clientId,
    authMethod,
    flows: server.flows.filter((flow) =>
      returned.grant_types.includes(flow === 'device' ? DEVICE_GRANT : 'authorization_code'),
    ),
    ...present({
      clientSecret: authMethod === 'none' ? undefined : clientSecret,
      redirectUri,
      // RFC 7591 section 3.2.1: 0 means never; absent means the same.
      secretExpiresAtMs: endsAtS > 0 ? endsAtS * 1000 : undefined,
    }),
    ...management(context, returned, previous),
    metadata: { ...withoutSecrets(json), [REQUESTED]: asked },
  };
}

function methodOf(server: Server, returned: Returned, hasSecret: boolean): ClientAuthMethod {
  const method = returned.token_endpoint_auth_method;
  if (method === 'none') return 'none';
  if (method === 'client_secret_basic' || method === 'client_secret_post') return hasSecret ? method : 'none';
  const message = `${server.displayName} registered a client that must authenticate with ${method.slice(0, 64)}, which Latchkey does not support.`;
  throw new LatchkeyError('registration_refused', message);
}

/** RFC 7592 section 3: both or neither; the token goes only to a safe address. */
function management(context: ProviderContext, returned: Returned, previous: Client | undefined) {
  const token = returned.registration_access_token
    ? secret(returned.registration_access_token)
    : previous?.registrationAccessToken;
  const uri = returned.registration_client_uri ?? previous?.registrationClientUri;
  if (!token || !uri || !isSafeAddress(uri, context.allowLoopbackHttp)) return {};
  return { registrationAccessToken: token, registrationClientUri: uri };
}

function withoutSecrets({ client_secret: _secret, registration_access_token: _token, ...rest }: Json): Json {
  return rest;
}
