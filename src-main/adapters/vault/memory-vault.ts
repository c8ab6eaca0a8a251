/** Keeps sign-ins until the process ends and never writes anything; for a person who chose exactly that, and for tests. */
import type { Vault } from '../../core/ports.ts';
import type { Secret } from '../../core/secret.ts';

export function memoryVault(): Vault {
  const values = new Map<string, Secret>();
  return {
    kind: 'memory',
    get: async (account) => values.get(account),
    async set(account, value) {
      values.set(account, value);
    },
    async delete(account) {
      values.delete(account);
    },
    async ensureWritable() {},
  };
}
