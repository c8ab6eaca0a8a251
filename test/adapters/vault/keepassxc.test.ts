/** The keychain vault on a real KeePassXC, which keeps every deleted entry in its bin and reads `{…}` as a placeholder. */
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { startVaultProcess } from '../../support/processes/vault-process.ts';
import { startKeePassXc } from '../../support/session-bus/keepassxc.ts';

const KEEPASSXC = '/usr/bin/keepassxc';

describe.skipIf(!existsSync(KEEPASSXC))(`KeePassXC (skipped where there is no ${KEEPASSXC})`, () => {
  it('inputs 15: desktops 6: keeps a sign-in as it is, changes it in place, and gets nothing in its bin', async () => {
    const keychain = await startKeePassXc();
    try {
      const vault = await startVaultProcess(keychain.env);
      const signIn = JSON.stringify({ token: '{USERNAME}{REF:P@I:46C9}', more: 'ü"\n' });
      for (const value of ['first', signIn.repeat(200), signIn]) {
        await vault.want('ensureWritable', undefined, 200);
        await vault.want('set', 'work', value);
      }
      expect(await vault.want('get', 'work')).toBe(signIn);
      await vault.kill();
      const next = await startVaultProcess(keychain.env);
      expect(await next.want('get', 'work')).toBe(signIn);
      await next.kill();
      expect(await keychain.entries()).toEqual(['latchkey/#probe', 'latchkey/work']);
    } finally {
      await keychain.stop();
    }
  });
});
