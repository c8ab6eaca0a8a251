/**
 * Sleep, jumps of the clock and a network that goes away, on the built headless agent as a process of its own whose wall clock
 * is moved by libfaketime; its monotonic clock goes on, as over a sleep. The provider keeps the real time.
 */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProfileView } from '../../src-main/core/view.ts';
import { type OidcServer, startOidcServer } from '../support/oidc-server.ts';
import { AgentProcess } from './agent-process.ts';

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

  beforeEach(async () => {
    if (LIBRARY === undefined) throw new Error('libfaketime is not installed');
    provider = await startOidcServer({ accessTokenTtlS: HOUR_S, deviceInterval: 1 });
    agent = new AgentProcess({ LD_PRELOAD: LIBRARY, FAKETIME_DONT_FAKE_MONOTONIC: '1', FAKETIME_NO_CACHE: '1' });
    agent.env['FAKETIME_TIMESTAMP_FILE'] = join(agent.home, 'clock');
    setClock(0);
    await agent.start();
    await agent.addProfile('work', provider.issuer);
    await agent.signIn('work', (code) => provider.approveDevice(code));
  });
  afterEach(async () => {
    await agent.dispose();
    await provider.close();
  });

  it('two hours asleep: fresh again by itself, with no second sign-in', { timeout: 2 * LOOK_MS }, async () => {
    const before = provider.traffic.count('refresh');
    setClock(2 * HOUR_S);
    await agent.until('work', (work) => work.state === 'active' && leftS(work, 2 * HOUR_S) > HOUR_S - 60);
    expect(provider.traffic.count('refresh') - before).toBe(1);
    expect(signIns()).toBe(1);
  });

  it('the clock two hours on, back, and further back: every token is good, and it is one sign-in', async () => {
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
});
