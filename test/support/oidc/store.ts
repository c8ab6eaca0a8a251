/**
 * Storage of one test provider, in memory. The provider's own default is shared by the whole process and forgets the
 * oldest entries; tests that run side by side want neither.
 */
export interface Stored {
  [member: string]: unknown;
  grantId?: string;
  userCode?: string;
  uid?: string;
  consumed?: number;
}

export class OidcStore {
  readonly #records = new Map<string, Stored>();

  /** What oidc-provider calls once for each of its models. */
  readonly adapter = (model: string) => ({
    upsert: async (id: string, payload: Stored) => void this.#records.set(`${model}:${id}`, payload),
    find: async (id: string) => this.#records.get(`${model}:${id}`),
    findByUid: async (uid: string) => this.#findWhere(model, (record) => record.uid === uid),
    findByUserCode: async (code: string) => this.#findWhere(model, (record) => record.userCode === code),
    consume: async (id: string) => {
      const record = this.#records.get(`${model}:${id}`);
      if (record) record.consumed = Math.floor(Date.now() / 1000);
    },
    destroy: async (id: string) => void this.#records.delete(`${model}:${id}`),
    revokeByGrantId: async (grantId: string) => this.forget(model, (record) => record.grantId === grantId),
  });

  /** Removes the records of a model, as an administrator would. */
  forget(model: string, which: (record: Stored, id: string) => boolean = () => true): void {
    for (const [key, record] of this.#records) {
      if (key.startsWith(`${model}:`) && which(record, key.slice(model.length + 1))) this.#records.delete(key);
    }
  }

  count(model: string): number {
    return [...this.#records.keys()].filter((key) => key.startsWith(`${model}:`)).length;
  }

  #findWhere(model: string, matches: (record: Stored) => boolean): Stored | undefined {
    for (const [key, record] of this.#records) {
      if (key.startsWith(`${model}:`) && matches(record)) return record;
    }
    return undefined;
  }
}
