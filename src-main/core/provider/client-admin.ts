/** What a provider offers whose administrators register OAuth clients through an API of their own (Ory Hydra's admin port). */

import type { Secret } from '../secret.ts';
import type { Page, ProviderContext } from './exchange.ts';

/** Members of a client by their names at the provider; no secret is among them. */
export type ClientFields = Readonly<Record<string, unknown>>;

/** What a request to an admin API needs; `adminUrl` is the base address. */
export interface AdminExchange {
  readonly context: ProviderContext;
  readonly adminUrl: string;
}

/** A client as the provider answered. What it shows once is apart from the rest. */
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
  /** From the former page. */
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
 * The MUSTs of `provider.ts` hold. Besides, every method MUST
 *  - check what it was given before it asks: `client_invalid`, with a sentence that names the field and never its value
 *    where that may be a secret;
 *  - reject with `client_unknown` only when the admin API answered and has no such client; with `admin_url_wrong` when
 *    what answers is not an admin API; with `provider_unreachable` when nothing answers;
 *  - return in `clientSecret` and `registrationAccessToken`, and nowhere else, what the answer holds of these: the engine
 *    makes them durable before anyone sees the answer.
 */
export interface ClientAdmin<Settings = unknown> {
  /** The base address to ask: `given` with the call, else that of the settings. Throws `admin_url_missing`, `profile_invalid`. */
  adminUrl(settings: Settings, given: string | undefined): string;
  create(exchange: AdminExchange, fields: ClientFields, secret: Secret | undefined): Promise<ManagedClient>;
  list(exchange: AdminExchange, choice: ClientChoice): Promise<Page<ManagedClient>>;
  get(exchange: AdminExchange, id: string): Promise<ManagedClient>;
  /** Replaces the whole client; without `secret` the present one stays. */
  set(exchange: AdminExchange, id: string, fields: ClientFields, secret: Secret | undefined): Promise<ManagedClient>;
  patch(exchange: AdminExchange, id: string, operations: readonly PatchOperation[]): Promise<ManagedClient>;
  /** All lifespans at once; one that is absent goes back to the server's default. */
  setLifespans(exchange: AdminExchange, id: string, lifespans: ClientFields): Promise<ManagedClient>;
  rotateSecret(exchange: AdminExchange, id: string): Promise<ManagedClient>;
  /** Ends the validity of the secrets before the present one. */
  dropFormerSecrets(exchange: AdminExchange, id: string): Promise<void>;
  delete(exchange: AdminExchange, id: string): Promise<void>;
}
