/** What the sandbox's provider stores: in memory, and gone with it. If there are too many entries, the oldest are dropped. */
interface Stored {
  [member: string]: unknown;
  grantId?: string;
  userCode?: string;
  uid?: string;
  consumed?: number;
}

const MOST = 2_000;

export class Store {
  readonly #records = new Map<string, Stored>();

  /** oidc-provider calls this once for each of its models. */
  readonly adapter = (model: string) => ({
    upsert: async (id: string, payload: Stored) => this.#put(`${model}:${id}`, payload),
    find: async (id: string) => this.#records.get(`${model}:${id}`),
    findByUid: async (uid: string) => this.#where(model, (record) => record.uid === uid),
    findByUserCode: async (code: string) => this.#where(model, (record) => record.userCode === code),
    consume: async (id: string) => {
      const record = this.#records.get(`${model}:${id}`);
      if (record) record.consumed = Math.floor(Date.now() / 1000);
    },
    destroy: async (id: string) => void this.#records.delete(`${model}:${id}`),
    revokeByGrantId: async (grantId: string) => {
      for (const [key, record] of this.#records) {
        if (key.startsWith(`${model}:`) && record.grantId === grantId) this.#records.delete(key);
      }
    },
  });

  #put(key: string, record: Stored): void {
    this.#records.delete(key);
    this.#records.set(key, record);
    const [oldest] = this.#records.keys();
    if (this.#records.size > MOST && oldest !== undefined) this.#records.delete(oldest);
  }

  #where(model: string, matches: (record: Stored) => boolean): Stored | undefined {
    for (const [key, record] of this.#records) if (key.startsWith(`${model}:`) && matches(record)) return record;
    return undefined;
  }
}
