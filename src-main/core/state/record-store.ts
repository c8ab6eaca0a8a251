/**
 * One profile's record: the newest state in memory, and whether the vault has it. A failed write keeps the newest state
 * and is tried again, so that a rotated refresh token is not lost to a full disk or a locked keychain.
 */
import { LatchkeyError } from '../errors.ts';
import type { Vault } from '../ports.ts';
import { createSerial } from '../time/serial.ts';
import { EMPTY_RECORD, formatRecord, managedOf, parseRecord, type VaultRecord } from './vault-record.ts';

export class RecordStore {
  readonly #vault: Vault;
  readonly #account: string;
  readonly #serial = createSerial();
  #signInKey: string;
  #record: VaultRecord | undefined;
  #dirty = false;
  #removed = false;

  constructor(vault: Vault, account: string, signInKey: string) {
    this.#vault = vault;
    this.#account = account;
    this.#signInKey = signInKey;
  }

  get loaded(): boolean {
    return this.#record !== undefined;
  }

  /** True while the vault does not hold the newest state yet. */
  get dirty(): boolean {
    return this.#dirty;
  }

  get record(): VaultRecord {
    return this.#record ?? EMPTY_RECORD;
  }

  /** Reads the vault once; rejects with vault codes and may be called again. */
  load(): Promise<void> {
    return this.#serial(async () => {
      if (this.#record) return;
      const text = await this.#vault.get(this.#account);
      this.#record = text ? parseRecord(this.#account, text, this.#signInKey) : EMPTY_RECORD;
    });
  }

  /** Starts over with only `secrets`, for another issuer or client. */
  startOver(signInKey: string, secrets: VaultRecord['secrets']): Promise<void> {
    return this.#serial(async () => {
      this.#signInKey = signInKey;
      this.#record = { secrets, clients: [], ...managedOf(this.record) };
      await this.#write();
    });
  }

  /** Applies `change` to the newest state and resolves when that is durable. */
  update(change: (record: VaultRecord) => VaultRecord): Promise<void> {
    return this.#serial(async () => {
      if (!this.#record)
        throw new LatchkeyError('vault_locked', `The keychain has not returned the entry for ${this.#account} yet.`);
      const next = change(this.#record);
      if (next === this.#record && !this.#dirty) return;
      this.#record = next;
      await this.#write();
    });
  }

  /** Tries again to make the newest state durable. */
  flush(): Promise<void> {
    return this.#serial(async () => {
      if (this.#dirty) await this.#write();
    });
  }

  /** Proves that the next state of about the current size can be written (before a refresh token is spent). */
  ensureWritable(): Promise<void> {
    return this.#vault.ensureWritable(formatRecord(this.record, this.#signInKey).length + 512);
  }

  remove(): Promise<void> {
    return this.#serial(async () => {
      await this.#vault.delete(this.#account);
      this.#record = EMPTY_RECORD;
      this.#dirty = false;
      this.#removed = true;
    });
  }

  async #write(): Promise<void> {
    // A write that was waiting when the profile was removed must not bring it back.
    if (this.#removed) return;
    this.#dirty = true;
    await this.#vault.set(this.#account, formatRecord(this.record, this.#signInKey));
    this.#dirty = false;
  }
}
