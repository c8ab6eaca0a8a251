/**
 * Sleep, jumps of the clock and a network that goes away, on the built headless agent as a process of its own whose wall clock
 * is moved by libfaketime; its monotonic clock goes on, as over a sleep. The provider keeps the real time.
 */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import type { ProfileView } from '../../../src-main/core/view.ts';
import { type OidcServer, type OidcServerOptions, startOidcServer } from '../../support/oidc/server.ts';
import { startSecretService } from '../../support/session-bus/secret-service.ts';
import { AgentProcess } from '../agent-process.ts';

/** Debian's package `libfaketime`. */
const LIBRARY = ['/usr/lib', '/usr/lib64']
  .filter((folder) => existsSync(folder))
  .flatMap((folder) => [folder, ...readdirSync(folder).map((name) => join(folder, name))])
  .map((folder) => join(folder, 'faketime', 'libfaketime.so.1'))
  .find((path) => existsSync(path));
const HOUR_S = 3600;
/** The agent looks at its clocks every 30 s at the latest. */
const LOOK_MS = 45_000;

describe.runIf(process.platform === 'linux')('the headless agent and time', () => {
  let provider: OidcServer;
  let agent: AgentProcess;

  const setClock = (seconds: number): void => {
    writeFileSync(join(agent.home, 'clock'), `${seconds < 0 ? '-' : '+'}${Math.abs(seconds)}\n`);
  };
  const leftS = ({ expires_at = 0 }: ProfileView, setS: number): number => expires_at - Date.now() / 1000 - setS;
  const signIns = (): number => provider.traffic.count('device');

  const begin = async (options: OidcServerOptions, env: NodeJS.ProcessEnv = {}): Promise<void> => {
    if (LIBRARY === undefined) throw new Error('libfaketime is not installed');
    provider = await startOidcServer({ deviceInterval: 1, ...options });
    const fakeTime = { LD_PRELOAD: LIBRARY, FAKETIME_DONT_FAKE_MONOTONIC: '1', FAKETIME_NO_CACHE: '1' };
    agent = new AgentProcess({ ...env, ...fakeTime });
    agent.env['FAKETIME_TIMESTAMP_FILE'] = join(agent.home, 'clock');
    setClock(0);
    await agent.start();
    await agent.addProfile('work', provider.issuer);
    await agent.signIn('work', (code) => provider.approveDevice(code));
  };
  const token = async (): Promise<string> => {
    const { status, body } = await agent.ask('GET', '/v1/profiles/work/token?min_ttl=60');
    expect(status).toBe(200);
    return body.access_token;
  };

  afterEach(async () => {
    await agent.dispose();
    await provider.close();
  });

  it('two hours asleep: fresh again on its own, with no second sign-in', { timeout: 2 * LOOK_MS }, async () => {
    await begin({ accessTokenTtlS: HOUR_S });
    const before = provider.traffic.count('refresh');
    setClock(2 * HOUR_S);
    await agent.until('work', (work) => work.state === 'active' && leftS(work, 2 * HOUR_S) > HOUR_S - 60);
    expect(provider.traffic.count('refresh') - before).toBe(1);
    expect(signIns()).toBe(1);
  });

  it('the clock two hours on, back, and further back: every token is good, and it is one sign-in', {
    timeout: 2 * LOOK_MS,
  }, async () => {
    await begin({ accessTokenTtlS: HOUR_S });
    for (const setS of [2 * HOUR_S, 0, -2 * HOUR_S, 0]) {
      setClock(setS);
      const { status, body } = await agent.ask('GET', '/v1/profiles/work/token?min_ttl=60');
      expect(status).toBe(200);
      const userinfo = await fetch(`${provider.issuer}/me`, {
        headers: { authorization: `Bearer ${body.access_token}` },
      });
      expect(userinfo.status).toBe(200);
      const { body: work } = await agent.ask('GET', '/v1/profiles/work');
      expect(leftS(work, setS)).toBeGreaterThan(60);
      expect(leftS(work, setS)).toBeLessThanOrEqual(HOUR_S + 2);
    }
    expect(signIns()).toBe(1);
  });

  it('asleep, and awake without a network: offline and no fault of the sign-in, which renews itself when it can', {
    timeout: 2 * LOOK_MS,
  }, async () => {
    await begin({ accessTokenTtlS: HOUR_S });
    await provider.pause();
    setClock(2 * HOUR_S);
    const away = await agent.until('work', ({ problem }) => problem !== undefined);
    expect(away.problem?.code).toBe('provider_unreachable');
    expect(['active', 'refreshing']).toContain(away.state);
    const { body: status } = await agent.ask('GET', '/v1/status');
    expect(status.overall).toBe('offline');
    await provider.resume();
    const work = await agent.until('work', ({ problem }) => problem === undefined);
    expect(leftS(work, 2 * HOUR_S)).toBeGreaterThan(HOUR_S - 60);
    expect(signIns()).toBe(1);
  });

  it('a sign-in without refresh token outlives a clock two hours on and back, and a restart in between', {
    timeout: 3 * LOOK_MS,
  }, async () => {
    const keychain = await startSecretService();
    onTestFinished(() => keychain.stop());
    const provider = { accessTokenTtlS: HOUR_S / 2, configuration: { issueRefreshToken: () => false } };
    await begin(provider, { ...keychain.env, LATCHKEY_VAULT: 'keychain' });
    const first = await token();
    setClock(2 * HOUR_S);
    expect(await token()).toBe(first);
    setClock(0);
    expect(await token()).toBe(first);
    setClock(2 * HOUR_S);
    await agent.stop();
    await agent.start();
    expect(await token()).toBe(first);
    setClock(0);
    expect(await token()).toBe(first);
    const { body: work } = await agent.ask('GET', '/v1/profiles/work');
    expect(work).toMatchObject({ state: 'active', renewable: false });
    expect(leftS(work, 0)).toBeGreaterThan(HOUR_S / 2 - 150);
    expect(leftS(work, 0)).toBeLessThanOrEqual(HOUR_S / 2);
    expect(signIns()).toBe(1);
  });
});
