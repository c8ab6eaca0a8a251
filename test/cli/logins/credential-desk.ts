/** The real credential helpers as processes, talking through the real socket to a whole agent with a scripted provider. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHandler } from '../../../src-main/api/routes.ts';
import type { UsesPatch } from '../../../src-main/core/profile.ts';
import { openSocketDoor } from '../../../src-main/doors/socket.ts';
import { Desk } from '../../support/engine/desk.ts';
import { fakeInfo } from '../../support/engine/fake-agent.ts';
import { type Outcome, ROOT, run } from '../latchkey.ts';

export type Program = 'git-credential-latchkey' | 'docker-credential-latchkey' | 'latchkey';

export class CredentialDesk {
  readonly desk = new Desk();
  readonly folder = mkdtempSync(join(tmpdir(), 'latchkey-helpers-'));
  readonly env: NodeJS.ProcessEnv = { LATCHKEY_SOCKET: join(this.folder, 'agent.sock') };
  #close: () => Promise<void> = () => Promise.resolve();

  /** Signed in to the profile `work`. */
  async start(uses: UsesPatch = {}): Promise<void> {
    await this.desk.signedIn('work');
    await this.desk.agent.setUses('work', uses);
    const handler = createHandler(this.desk.agent, fakeInfo());
    const door = await openSocketDoor({ handler, path: this.env['LATCHKEY_SOCKET'] });
    this.#close = () => door.close();
  }

  async stop(): Promise<void> {
    await this.#close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  run(program: Program, args: readonly string[], stdin = '', env: NodeJS.ProcessEnv = {}): Promise<Outcome> {
    const file = join(ROOT, 'dist', `${program}.cjs`);
    return run(process.execPath, [file, ...args], { stdin, env: { ...this.env, ...env } });
  }
}
