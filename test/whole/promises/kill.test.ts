/**
 * Promise 3 on real parts: the agent is killed at random moments of a life that signs in and refreshes every second, with
 * its secrets in a real Secret Service. `LATCHKEY_KILLS=200` for the long run (npm run soak), `LATCHKEY_SEED` to repeat one.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OidcServer, startOidcServer } from '../../support/oidc/server.ts';
import { type SecretService, startSecretService } from '../../support/session-bus/secret-service.ts';
import { AgentProcess } from '../agent-process.ts';

const KILLS = Number(process.env['LATCHKEY_KILLS'] ?? 20);
const SEED = Number(process.env['LATCHKEY_SEED'] ?? Date.now() % 1_000_000);

let keychain: SecretService;
let provider: OidcServer;
let agent: AgentProcess;

beforeAll(async () => {
  keychain = await startSecretService();
  provider = await startOidcServer({ accessTokenTtlS: 2, deviceInterval: 1 });
  agent = new AgentProcess({ ...keychain.env, LATCHKEY_VAULT: 'keychain' });
});

afterAll(async () => {
  await agent.dispose();
  await provider.close();
  await keychain.stop();
});

/** Numbers from 0 up to 1, the same for the same seed. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return state / 0x8000_0000;
  };
}

async function isAccepted(token: string): Promise<boolean> {
  const answer = await fetch(`${provider.issuer}/me`, { headers: { authorization: `Bearer ${token}` } });
  return answer.status === 200;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

/** Callers and, for the second profile, a person who signs out and in again, until the process is gone. */
async function live(random: () => number): Promise<void> {
  try {
    const { body } = await agent.ask('GET', '/v1/profiles/other');
    if (body.state !== 'active' && body.state !== 'refreshing') {
      await agent.signIn('other', (code) => provider.approveDevice(code));
    } else if (random() < 0.3) await agent.ask('DELETE', '/v1/profiles/other/sign-in');
    for (;;) await agent.ask('GET', '/v1/profiles/work/token?min_ttl=1');
  } catch {
    // The connection ends with the process.
  }
}

describe('kill -9', () => {
  it(
    `loses no sign-in in ${KILLS} kills (seed ${SEED})`,
    async () => {
      const random = dice(SEED);
      let endedByProvider = 0;
      await agent.start();
      for (const name of ['work', 'other']) {
        await agent.addProfile(name, provider.issuer);
        await agent.signIn(name, (code) => provider.approveDevice(code));
      }
      for (let kill = 1; kill <= KILLS; kill += 1) {
        const living = live(random);
        await new Promise((resolve) => setTimeout(resolve, random() * 1500));
        await agent.stop('SIGKILL');
        await living;
        await agent.start();
        const { status, body } = await agent.ask('GET', '/v1/profiles/work/token');
        const { body: profile } = await agent.ask('GET', '/v1/profiles/work');
        if (status === 200) {
          expect(await isAccepted(body.access_token), `after kill ${kill} the token works`).toBe(true);
          continue;
        }
        // The provider had rotated the token and the kill came before its answer was stored: it says so itself.
        expect([body.code, profile.state], `after kill ${kill}`).toEqual(['sign_in_needed', 'needs-sign-in']);
        endedByProvider += 1;
        await agent.signIn('work', (code) => provider.approveDevice(code));
      }
      console.log(`${KILLS} kills: ${endedByProvider} fell between the provider's rotation and the durable write.`);
      const secrets = provider.secretsSeen();
      const leaks = filesBelow(agent.home).filter((path) => {
        const text = readFileSync(path, 'latin1');
        return secrets.some((value) => text.includes(value));
      });
      expect(leaks).toEqual([]);
      expect(filesBelow(agent.home).filter((path) => /\.tmp|~$/.test(path))).toEqual([]);
    },
    60_000 + KILLS * 6_000,
  );
});
