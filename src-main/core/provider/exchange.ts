/** What a request to a provider needs: network, server, settings, client. Types only. */
import type { Fetch, Log, Random } from '../ports.ts';
import type { Flow } from '../profile.ts';
import type { Client } from './oauth-client.ts';

export interface ProviderContext {
  readonly fetch: Fetch;
  readonly random: Random;
  readonly log: Log;
  readonly nowMs: () => number;
  /** True in test mode only: an http issuer on a loopback address is accepted. */
  readonly allowLoopbackHttp: boolean;
}

/** What discovery found out about the authorization server; plain JSON, nothing secret. The engine keeps it for an hour. */
export interface Server {
  readonly issuer: string;
  /** The name that the person is shown and told to look for in the browser (RFC 8628 section 5.4). */
  readonly displayName: string;
  /** What the server offers, preferred first; never empty. */
  readonly flows: readonly Flow[];
  /** The provider's own; the engine does not look inside. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** Without a client: before there is one, or if the access token is enough. */
export interface ServerExchange<Settings = unknown> {
  readonly context: ProviderContext;
  readonly server: Server;
  readonly settings: Settings;
}

/** As a client of the server. */
export interface Exchange<Settings = unknown> extends ServerExchange<Settings> {
  readonly client: Client;
}

/** One page of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Ask again with it; absent: this was the last page. */
  readonly next?: string;
}
