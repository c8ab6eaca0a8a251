/** The item that earlier versions left in the keychain, in a real one: `reset` removes ours and no one else's. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { jsonLog } from '../../../src-main/adapters/system/log.ts';
import { compose } from '../../../src-main/compose.ts';
import { type SecretService, startSecretService } from '../../support/session-bus/secret-service.ts';
import { buildCommand, run } from '../latchkey.ts';

const SCHEMA = ['xdg:schema', 'chrome_libsecret_os_crypt_password_v2'];
const hasSecretTool = spawnSync('secret-tool', ['--version']).error === undefined;

let keychain: SecretService;
let base: string;
beforeEach(async () => {
  keychain = await startSecretService();
  base = mkdtempSync(join(tmpdir(), 'latchkey-old-item-'));
});
afterEach(async () => {
  await keychain.stop();
  rmSync(base, { recursive: true, force: true });
});

/** As Chromium does, for the application with this name. */
const store = (application: string): void =>
  void execFileSync('secret-tool', ['store', '--label=Chromium Safe Storage', ...SCHEMA, 'application', application], {
    env: keychain.env,
    input: 'a key for cookies',
  });
const lookUp = (application: string): string =>
  spawnSync('secret-tool', ['lookup', ...SCHEMA, 'application', application], { env: keychain.env, encoding: 'utf8' })
    .stdout;

it.skipIf(!hasSecretTool)(
  'desktops 2: reset removes our “Chromium Safe Storage”, and leaves Chromium its own',
  async () => {
    const command = await buildCommand();
    const socket = join(base, 'run', 'agent.sock');
    const env = { LATCHKEY_CONFIG_DIR: join(base, 'config'), LATCHKEY_SOCKET: socket, LATCHKEY_VAULT: 'memory' };
    const agent = await compose({ log: jsonLog({ write: () => undefined }), env });
    try {
      await agent.agent.start();
      await agent.openSocket();
      for (const application of ['latchkey', 'chromium']) store(application);
      const latchkey = (...args: string[]) => run(command, args, { env: { ...keychain.env, LATCHKEY_SOCKET: socket } });
      expect((await latchkey('reset')).stderr).toContain('latchkey reset --yes');
      expect(lookUp('latchkey')).toBe('a key for cookies');
      expect(await latchkey('reset', '--yes')).toMatchObject({ exit: 0 });
      expect([lookUp('latchkey'), lookUp('chromium')]).toEqual(['', 'a key for cookies']);
    } finally {
      await agent.close();
    }
  },
);
