/**
 * The sandbox: Latchkey's own OpenID provider on this machine, for trying Latchkey without an account. It lives in the
 * memory of the agent's process; this file handles only its profile, of which there is one at a time.
 */

import { present } from '../../../src-shared/present.ts';
import { createSerial } from '../time/serial.ts';
import type { ProfileView } from '../view.ts';
import type { Agent } from './agent.ts';

export const SANDBOX_KIND = 'sandbox';

export interface SandboxHost {
  /** `http://127.0.0.1:PORT`; undefined: not running. */
  origin(): string | undefined;
  /** Starts it, or returns the one that is running. Rejects with `loopback_unavailable`. */
  start(): Promise<string>;
}

/** Starts the sandbox and adds its profile, or returns the existing one. Rejects as `start` and `addProfile` do. */
export type StartSandbox = () => Promise<ProfileView>;

export function sandboxStarter(agent: Agent, host: SandboxHost): StartSandbox {
  const serial = createSerial();
  return () =>
    serial(async () => {
      agent.guard.demandUnlocked();
      const issuer = await host.start();
      const own = agent.view().profiles.filter(({ provider }) => provider === SANDBOX_KIND);
      const current = own.find(({ settings }) => settings['issuer'] === issuer);
      if (current !== undefined) return current;
      // Profiles of earlier runs: the sandbox they signed in to is gone.
      for (const { name } of own) await agent.removeProfile(name);
      // Whether it asks is the person's word, and outlasts them.
      const ask = own.find(({ ask = 'never' }) => ask !== 'never')?.ask;
      return agent.addProfile(present({ name: freeName(agent), provider: SANDBOX_KIND, settings: { issuer }, ask }));
    });
}

function freeName(agent: Agent): string {
  const taken = new Set(agent.view().profiles.map(({ name }) => name));
  let name = 'sandbox';
  for (let count = 2; taken.has(name); count += 1) name = `sandbox-${count}`;
  return name;
}
