/**
 * Which OAuth client a sign-in uses: the configured one, or one registration per authorization server and profile that
 * is kept across restarts, renewed before its secret expires, and never repeated for each sign-in (RFC 7591, 7592).
 */

import { asLatchkeyError, isTransient, LatchkeyError } from '../errors.ts';
import type { Flow } from '../profile.ts';
import type { Exchange, Server, ServerExchange } from '../provider/exchange.ts';
import type { Client } from '../provider/provider.ts';
import type { SessionState } from '../state/state.ts';
import type { Grant, VaultRecord } from '../state/vault-record.ts';

/**
 * A registration that expires within a day is renewed before a sign-in, so that it does not expire between code and
 * approval.
 */
const RENEW_AHEAD_MS = 24 * 3600_000;

/** The client that obtained `grant`; its refresh token is bound to it (RFC 6749 section 6). */
export function clientOfGrant(state: SessionState, server: Server, grant: Grant): Client {
  const { provider, store, settings, name } = state;
  const { clients, secrets } = store.record;
  const configured = provider.configuredClient(server, settings, secrets);
  const client = [...(configured ? [configured] : []), ...clients].find(({ clientId }) => clientId === grant.clientId);
  if (client) return client;
  throw new LatchkeyError('sign_in_needed', `Latchkey no longer knows the client that ${name} signed in with.`, {
    hint: `Sign in again: \`latchkey login ${name}\`.`,
  });
}

/** The clients of one profile at its server. */
export class Registrations {
  readonly #state: SessionState;
  readonly #exchange: ServerExchange;

  constructor(state: SessionState, exchange: ServerExchange) {
    this.#state = state;
    this.#exchange = exchange;
  }

  #as(client: Client): Exchange {
    return { ...this.#exchange, client };
  }

  /** Resolves to a client that can do `flow`, stored durably before it is used. */
  async forSignIn(flow: Flow): Promise<Client> {
    const { provider, store } = this.#state;
    const { server, settings } = this.#exchange;
    const configured = provider.configuredClient(server, settings, store.record.secrets);
    if (configured) return configured;
    const kept = store.record.clients.findLast((client) => client.flows.includes(flow));
    if (!kept) return this.#register(flow);
    if (!this.#needsRenewal(kept)) return kept;
    const now = await this.#renewed(kept);
    return now && !this.#needsRenewal(now) ? now : this.#register(flow);
  }

  /** The client to continue with after `error`; undefined: no other client would help. */
  async insteadOf(client: Client, error: LatchkeyError, flow: Flow): Promise<Client | undefined> {
    if (client.source === 'configured') return undefined;
    // The client that the current sign-in depends on stays beside it: its own refresh finds out whether it is gone.
    if (error.code === 'client_rejected') return (await this.recovered(client)) ?? this.#register(flow);
    const isTaken = error.code === 'loopback_unavailable' && this.#hasOwnPort(client);
    return isTaken ? this.#withAnotherPort(client, flow) : undefined;
  }

  /** Latchkey chose the port that it is registered with, not the person. */
  #hasOwnPort({ redirectUri }: Client): boolean {
    return redirectUri !== undefined && redirectUri !== this.#state.provider.redirectUri(this.#state.settings);
  }

  /**
   * After `invalid_client`: the same client with a working secret, read from the registration endpoint (RFC 7592
   * section 2.1) or, if the current one has expired, newly issued there (section 2.2); undefined if it is gone or that
   * is unknown.
   */
  async recovered(client: Client): Promise<Client | undefined> {
    const { provider } = this.#state;
    if (!client.registrationClientUri || !provider.readRegistration) return undefined;
    const isNew = (now: Client) => now.clientSecret?.reveal() !== client.clientSecret?.reveal();
    try {
      const now = await provider.readRegistration(this.#as(client));
      await this.#keep(now);
      if (isNew(now)) return now;
      const renewedNow = await this.#update(now);
      return renewedNow && isNew(renewedNow) ? renewedNow : undefined;
    } catch (thrown) {
      const error = asLatchkeyError(thrown);
      // A network error says nothing about the client.
      if (isTransient(error)) throw error;
      return undefined;
    }
  }

  /**
   * The client to continue with while another program uses its port: changed at the server, or registered again with another
   * port, or else unchanged on any port, which servers that follow RFC 8252 section 7.3 accept.
   */
  async #withAnotherPort(client: Client, flow: Flow): Promise<Client> {
    const { redirectUri: _taken, ...anyPort } = client;
    const now = (await this.#renewed(client)) ?? (await this.#register(flow).catch(refusalOnly));
    return now !== undefined && now.redirectUri !== client.redirectUri ? now : anyPort;
  }

  /** Before a refresh: a client whose secret is about to expire gets a new one, if the server can do that. */
  async renewedInTime(client: Client): Promise<Client> {
    return (this.#secretEndsSoon(client) && (await this.#renewed(client))) || client;
  }

  /** Drops a registered client that the server no longer accepts, so that the next sign-in registers again. */
  async forget({ clientId }: Client): Promise<void> {
    await this.#state.store.update((record) => ({
      ...record,
      clients: record.clients.filter((client) => client.clientId !== clientId),
    }));
  }

  #secretEndsSoon({ secretExpiresAtMs }: Client): boolean {
    return secretExpiresAtMs !== undefined && secretExpiresAtMs - this.#state.ports.clock.nowMs() < RENEW_AHEAD_MS;
  }

  #needsRenewal(client: Client): boolean {
    if (this.#secretEndsSoon(client)) return true;
    const { server, settings } = this.#exchange;
    return this.#state.provider.registrationOutdated?.(server, settings, client) ?? false;
  }

  /** Undefined: the server cannot renew it in place (RFC 7592 is optional), it is gone, or the server cannot be asked now. */
  async #renewed(client: Client): Promise<Client | undefined> {
    try {
      return await this.#update(client);
    } catch (thrown) {
      const error = asLatchkeyError(thrown);
      if (error.code.startsWith('vault_') || error.code === 'sign_in_cancelled') throw error;
      const { ports, name } = this.#state;
      ports.log.warn('registration_update_failed', { profile: name, code: error.code });
      return undefined;
    }
  }

  async #update(client: Client): Promise<Client | undefined> {
    const { provider } = this.#state;
    if (!client.registrationClientUri || !provider.updateRegistration) return undefined;
    const now = await provider.updateRegistration(this.#as(client));
    await this.#keep(now);
    return now;
  }

  /** RFC 7592 section 2.2: a new secret and a new access token replace the old ones; durable before anything else. */
  #keep(now: Client): Promise<void> {
    return this.#state.store.update((record) => ({ ...record, clients: replaced(record, now) }));
  }

  async #register(flow: Flow): Promise<Client> {
    const { provider, store, ports, name } = this.#state;
    await store.ensureWritable();
    const client = await provider.register(this.#exchange, flow, store.record.secrets);
    await store.update((record) => ({ ...record, clients: [...superseded(record, client), client] }));
    ports.log.info('client_registered', { profile: name, flow });
    return client;
  }
}

/** Undefined: the server registers no other client. */
function refusalOnly(thrown: unknown): undefined {
  const { code } = asLatchkeyError(thrown);
  if (code.startsWith('registration_')) return undefined;
  throw thrown;
}

function replaced(record: VaultRecord, now: Client): Client[] {
  return record.clients.map((client) => (client.clientId === now.clientId ? now : client));
}

/** What stays beside a new client: those for other flows, and the one that the current grant depends on. */
function superseded(record: VaultRecord, next: Client): Client[] {
  return record.clients.filter(
    (client) => client.clientId === record.grant?.clientId || client.flows.some((flow) => !next.flows.includes(flow)),
  );
}
