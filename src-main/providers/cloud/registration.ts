/** A client registered at a cloud: for one flow, with a secret that expires. */
import { present } from '../../../src-shared/present.ts';
import type { Flow } from '../../core/profile.ts';
import type { Server } from '../../core/provider/exchange.ts';
import type { Client } from '../../core/provider/provider.ts';
import { secret } from '../../core/secret.ts';
import type { Json } from '../shared/http.ts';
import { factsOf } from './endpoints.ts';

export interface Registered {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Epoch seconds. */
  readonly endsAtS: number | undefined;
  readonly flow: Flow;
  readonly redirectUri?: string | undefined;
}

/** `wished` is the body of the registration request. */
export function registeredClient(server: Server, wished: Json, registered: Registered): Client {
  const { clientId, clientSecret, endsAtS = 0, flow, redirectUri } = registered;
  return {
    source: 'registered',
    clientId,
    clientSecret: secret(clientSecret),
    authMethod: 'client_secret_post',
    flows: [flow],
    // RFC 7591 section 3.2.1: 0 means never; absent means the same.
    ...present({ redirectUri, secretExpiresAtMs: endsAtS > 0 ? endsAtS * 1000 : undefined }),
    metadata: madeFor(server, wished),
  };
}

/** True if the registration was made with another body or at another host. */
export function isOutdated(client: Client, server: Server, wished: Json): boolean {
  return JSON.stringify(client.metadata) !== JSON.stringify(madeFor(server, wished));
}

const madeFor = (server: Server, asked: Json) => ({ asked, at: factsOf(server).oidc });
