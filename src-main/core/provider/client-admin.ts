/** What a provider offers whose administrators register OAuth clients through a separate API (Ory Hydra's admin port). */

import type { Secret } from '../secret.ts';
import type { Page, ProviderContext } from './exchange.ts';

/** Members of a client by their names at the provider; contains no secrets. */
export type ClientFields = Readonly<Record<string, unknown>>;

/** What a request to an admin API needs; `adminUrl` is the base address. */
export interface AdminExchange {
  readonly context: ProviderContext;
  readonly adminUrl: string;
}

/** A client as the provider returned it. Values that it shows only once are separate. */
export interface ManagedClient {
  readonly id: string;
  readonly fields: ClientFields;
  readonly clientSecret?: Secret;
  readonly registrationAccessToken?: Secret;
}

export interface ClientChoice {
  readonly name?: string;
  readonly owner?: string;
  readonly pageSize?: number;
  /** From the previous page. */
  readonly page?: string;
}

/** One operation of a JSON Patch (RFC 6902 section 4). */
export interface PatchOperation {
  readonly op: 'add' | 'remove' | 'replace' | 'move' | 'copy' | 'test';
  readonly path: string;
  readonly from?: string;
  readonly value?: unknown;
}

/**
 * The MUSTs of `provider.ts` hold. Also, every method MUST
 *  - check its input before it asks: `client_invalid`, with a sentence that names the field and, if it may be a secret,
 *    never its value;
 *  - reject with `client_unknown` only if the admin API answered and has no such client; with `admin_url_wrong` if the
 *    answer is not from an admin API; with `provider_unreachable` if nothing answers;
 *  - return the answer's secrets in `clientSecret` and `registrationAccessToken`, and nowhere else: the engine makes them
 *    durable before anyone sees the answer.
 */
export interface ClientAdmin<Settings = unknown> {
  /** The base address: `given` with the call, else the one in the settings. Throws `admin_url_missing`, `profile_invalid`. */
  adminUrl(settings: Settings, given: string | undefined): string;
  create(exchange: AdminExchange, fields: ClientFields, secret: Secret | undefined): Promise<ManagedClient>;
  list(exchange: AdminExchange, choice: ClientChoice): Promise<Page<ManagedClient>>;
  get(exchange: AdminExchange, id: string): Promise<ManagedClient>;
  /** Replaces the whole client; without `secret` the current one stays. */
  set(exchange: AdminExchange, id: string, fields: ClientFields, secret: Secret | undefined): Promise<ManagedClient>;
  patch(exchange: AdminExchange, id: string, operations: readonly PatchOperation[]): Promise<ManagedClient>;
  /** All lifespans at once; an absent one goes back to the server's default. */
  setLifespans(exchange: AdminExchange, id: string, lifespans: ClientFields): Promise<ManagedClient>;
  rotateSecret(exchange: AdminExchange, id: string): Promise<ManagedClient>;
  /** Invalidates all secrets before the current one. */
  dropFormerSecrets(exchange: AdminExchange, id: string): Promise<void>;
  delete(exchange: AdminExchange, id: string): Promise<void>;
}
