/**
 * OAuth clients that a person manages through a profile: asks the provider's admin API and keeps in the vault what it
 * shows only once. Secrets are durable before anyone sees the answer that contained them.
 */

import { present } from '../../../src-shared/present.ts';
import type { ClientAnswer } from '../answers.ts';
import { LatchkeyError } from '../errors.ts';
import type {
  AdminExchange,
  ClientAdmin,
  ClientChoice,
  ClientFields,
  ManagedClient,
  PatchOperation,
} from '../provider/client-admin.ts';
import type { Page } from '../provider/exchange.ts';
import type { Secret } from '../secret.ts';
import type { SessionState } from '../state/state.ts';
import type { ManagedSecrets, VaultRecord } from '../state/vault-record.ts';

/** Commands on the clients of one admin API. Each rejects as `ClientAdmin` says, and with vault codes. */
export class ManagedClients {
  readonly #state: SessionState;
  readonly #admin: ClientAdmin;
  readonly #adminUrl: string;

  /** Throws `clients_unsupported`, `admin_url_missing`, `profile_invalid`. */
  constructor(state: SessionState, adminUrl: string | undefined) {
    const admin = state.provider.clients;
    if (!admin) {
      const message = `${state.name} is a profile of ${state.provider.title}, where Latchkey does not manage clients.`;
      throw new LatchkeyError('clients_unsupported', message);
    }
    this.#state = state;
    this.#admin = admin;
    this.#adminUrl = admin.adminUrl(state.settings, adminUrl);
  }

  async create(fields: ClientFields, secret?: Secret): Promise<ClientAnswer> {
    await this.#ready();
    return this.#kept(await this.#admin.create(this.#exchange(), fields, secret), secret);
  }

  async list(choice: ClientChoice): Promise<Page<ClientAnswer>> {
    await this.#state.load();
    const { items, next } = await this.#admin.list(this.#exchange(), choice);
    return present({ items: items.map((client) => this.#answer(client)), next });
  }

  async get(id: string): Promise<ClientAnswer> {
    await this.#state.load();
    return this.#kept(await this.#admin.get(this.#exchange(), id));
  }

  async set(id: string, fields: ClientFields, secret?: Secret): Promise<ClientAnswer> {
    await this.#ready();
    return this.#kept(await this.#admin.set(this.#exchange(), id, fields, secret), secret);
  }

  async patch(id: string, operations: readonly PatchOperation[]): Promise<ClientAnswer> {
    await this.#ready();
    return this.#kept(await this.#admin.patch(this.#exchange(), id, operations));
  }

  async setLifespans(id: string, lifespans: ClientFields): Promise<ClientAnswer> {
    await this.#ready();
    return this.#kept(await this.#admin.setLifespans(this.#exchange(), id, lifespans));
  }

  async rotateSecret(id: string): Promise<ClientAnswer> {
    await this.#ready();
    return this.#kept(await this.#admin.rotateSecret(this.#exchange(), id));
  }

  async dropFormerSecrets(id: string): Promise<void> {
    await this.#admin.dropFormerSecrets(this.#exchange(), id);
  }

  /** The provider first: a secret is forgotten here only once the client is gone there. */
  async delete(id: string): Promise<void> {
    await this.#state.load();
    await this.#admin.delete(this.#exchange(), id);
    await this.#state.store.update((record) => withManaged(record, this.#others(record, id)));
  }

  /** From the vault; the provider is not asked. Rejects with `client_secret_unknown`. */
  async secrets(id: string): Promise<ManagedSecrets> {
    await this.#state.load();
    const held = this.#held(id);
    if (held) return held;
    const message = `Latchkey has no secret for the client ${id.slice(0, 80)}: it is shown once, when it is created.`;
    throw new LatchkeyError('client_secret_unknown', message);
  }

  /** A secret that is shown only once must not arrive if it cannot be stored. */
  async #ready(): Promise<void> {
    await this.#state.load();
    await this.#state.store.ensureWritable();
  }

  async #kept(client: ManagedClient, sent?: Secret): Promise<ClientAnswer> {
    const clientSecret = client.clientSecret ?? sent;
    const { registrationAccessToken } = client;
    if (!clientSecret && !registrationAccessToken) return this.#answer(client);
    const news = present({ clientSecret, registrationAccessToken });
    await this.#state.store.update((record) => {
      const before = this.#of(record, client.id);
      const now = { ...before, adminUrl: this.#adminUrl, clientId: client.id, ...news };
      return withManaged(record, [...this.#others(record, client.id), now]);
    });
    return this.#answer(client);
  }

  #answer({ id, fields }: ManagedClient): ClientAnswer {
    return { fields, secretHeld: this.#held(id)?.clientSecret !== undefined };
  }

  #held(id: string): ManagedSecrets | undefined {
    return this.#of(this.#state.store.record, id);
  }

  #of({ managed = [] }: VaultRecord, id: string): ManagedSecrets | undefined {
    return managed.find(({ adminUrl, clientId }) => adminUrl === this.#adminUrl && clientId === id);
  }

  #others({ managed = [] }: VaultRecord, id: string): ManagedSecrets[] {
    return managed.filter(({ adminUrl, clientId }) => adminUrl !== this.#adminUrl || clientId !== id);
  }

  #exchange(): AdminExchange {
    return { context: this.#state.context(), adminUrl: this.#adminUrl };
  }
}

function withManaged({ managed: _, ...record }: VaultRecord, managed: readonly ManagedSecrets[]): VaultRecord {
  return managed.length === 0 ? record : { ...record, managed };
}
