/** Promises 1, 2 and 5 as the tools of a desk meet them: many callers, one refresh; a hanging provider beside a cached token. */
import { afterEach, describe, expect, it } from 'vitest';
import { type OidcServer, startOidcServer } from '../../support/oidc/server.ts';
import { AgentProcess } from '../agent-process.ts';

let provider: OidcServer;
let agent: AgentProcess;

async function signedIn(accessTokenTtlS: number): Promise<void> {
  provider = await startOidcServer({ accessTokenTtlS, deviceInterval: 1 });
  agent = new AgentProcess();
  await agent.start();
  await agent.addProfile('work', provider.issuer);
  await agent.signIn('work', (code) => provider.approveDevice(code));
}

afterEach(async () => {
  await agent.dispose();
  await provider.close();
});

/** The machine sleeps until the token is dead: at its return `ask` is waiting already, and no one has refreshed yet. */
async function asleepUntilExpiry<T>(ask: () => Promise<T>): Promise<T> {
  const { body } = await agent.ask('GET', '/v1/profiles/work');
  process.kill(agent.pid, 'SIGSTOP');
  provider.traffic.clear();
  await new Promise((resolve) => setTimeout(resolve, body.expires_at * 1000 - Date.now() + 1100));
  const asked = ask();
  process.kill(agent.pid, 'SIGCONT');
  return asked;
}

describe('callers', () => {
  it('F40: 100 requests on separate connections at the moment of expiry: no failure, one refresh at the provider', async () => {
    await signedIn(4);
    const answers = await asleepUntilExpiry(() =>
      Promise.all(Array.from({ length: 100 }, () => agent.ask('GET', '/v1/profiles/work/token?min_ttl=2'))),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(new Set(answers.map(({ body }) => body.access_token)).size).toBe(1);
    expect(provider.traffic.count('refresh')).toBe(1);
  });

  it('F40: 20 `latchkey token` processes at the moment of expiry: no failure, one refresh at the provider', async () => {
    await signedIn(20);
    const runs = await asleepUntilExpiry(() =>
      Promise.all(Array.from({ length: 20 }, () => agent.cli(['token', 'work']))),
    );
    expect(runs.map(({ exit, stderr }) => [exit, stderr])).toEqual(runs.map(() => [0, '']));
    const tokens = new Set(runs.map(({ stdout }) => stdout.trim()));
    expect(tokens.size).toBe(1);
    expect(provider.secretsSeen()).toContain([...tokens][0]);
    expect(provider.traffic.count('refresh')).toBe(1);
  }, 60_000);

  it('a provider that hangs keeps no one waiting for the cached token of another profile', async () => {
    await signedIn(600);
    const other = await startOidcServer({ accessTokenTtlS: 600, deviceInterval: 1 });
    try {
      await agent.addProfile('hung', other.issuer);
      await agent.signIn('hung', (code) => other.approveDevice(code));
      other.traffic.fault('refresh', { kind: 'hang', ms: 10_000, times: 2 });
      let hangEnded = false;
      const note = () => {
        hangEnded = true;
      };
      const hung = agent.ask('POST', '/v1/profiles/hung/refresh').then(note, note);
      await other.traffic.seen('refresh');
      for (let i = 0; i < 1000; i += 1) {
        const { status } = await agent.ask('GET', '/v1/profiles/work/token');
        expect(status).toBe(200);
      }
      expect(hangEnded).toBe(false);
      await agent.stop('SIGKILL');
      await hung;
    } finally {
      await other.close();
    }
  });

  it('refreshes ahead of expiry with no caller waiting, and the provider takes each token that is handed out', async () => {
    await signedIn(3);
    await provider.traffic.seen('refresh', 2);
    for (let i = 0; i < 3; i += 1) {
      const { body } = await agent.ask('GET', '/v1/profiles/work/token');
      const me = await fetch(`${provider.issuer}/me`, { headers: { authorization: `Bearer ${body.access_token}` } });
      expect(await me.json()).toMatchObject({ sub: 'ada' });
      await provider.traffic.seen('refresh', provider.traffic.count('refresh') + 1);
    }
    expect((await agent.ask('GET', '/v1/profiles/work')).body).toMatchObject({
      state: expect.stringMatching(/active|refreshing/),
    });
  }, 60_000);
});
