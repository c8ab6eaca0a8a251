/**
 * What the desktop costs while nobody looks at it: 20 profiles signed in, its window closed, a panel that shows its tray, a real
 * keychain. Memory, time on the processors and wake-ups, over LATCHKEY_BENCH_IDLE_S seconds (600). LATCHKEY_BENCH_ELECTRON is
 * put in by scripts/run.mjs where Electron is there.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type OidcServer, startOidcServer } from '../../test/support/oidc-server.ts';
import { type SecretService, startSecretService } from '../../test/support/secret-service.ts';
import { startTrayHost } from '../../test/support/tray-host.ts';
import { AgentProcess } from '../../test/whole/agent-process.ts';
import { cpuMs, pssMib, running, wakeUps } from '../processes.ts';
import { rounded } from '../statistics.ts';
import type { Row, Topic } from '../topic.ts';

const PROFILES = 20;
/** After the last sign-in: caches are written, what was needed to start is freed. */
const SETTLE_MS = 20_000;
const PROJECT = resolve(import.meta.dirname, '../..');
const what = `Latchkey, desktop, window closed, ${PROFILES} profiles`;

const idleS = (): number => Number(process.env['LATCHKEY_BENCH_IDLE_S'] ?? 600);

async function signInAll(desk: AgentProcess, provider: OidcServer): Promise<void> {
  for (let n = 1; n <= PROFILES; n += 1) {
    await desk.addProfile(`profile-${n}`, provider.issuer);
    await desk.signIn(`profile-${n}`, (code) => provider.approveDevice(code));
  }
}

async function untilAnswers(desk: AgentProcess, withinMs = 60_000): Promise<void> {
  const giveUpMs = Date.now() + withinMs;
  while (!(await desk.ask('GET', '/v1/status').catch(() => undefined))) {
    if (Date.now() > giveUpMs) throw new Error('the desktop does not answer');
    await sleep(200);
  }
}

async function measure(pids: readonly number[], seconds: number): Promise<Row> {
  const cpu = () => pids.reduce((sum, pid) => sum + cpuMs(pid, false), 0);
  const before = { cpuMs: cpu(), wakeUps: wakeUps(pids) };
  await sleep(seconds * 1000);
  return {
    what,
    seconds,
    processes: pids.length,
    pss_mib: rounded(pssMib(pids), 1),
    cpu_s: rounded((cpu() - before.cpuMs) / 1000, 2),
    wake_ups_per_s: rounded((wakeUps(pids) - before.wakeUps) / seconds, 2),
  };
}

async function desktop(electron: string, service: SecretService, say: (line: string) => void): Promise<Row> {
  const bus = { DBUS_SESSION_BUS_ADDRESS: service.env['DBUS_SESSION_BUS_ADDRESS'] };
  const host = await startTrayHost(String(bus.DBUS_SESSION_BUS_ADDRESS));
  const provider = await startOidcServer({ accessTokenTtlS: 3600, deviceInterval: 1 });
  // For its folders and its way to the socket; the agent is the desktop's.
  const desk = new AgentProcess({ ...bus, LATCHKEY_VAULT: 'keychain' });
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const args = ['-a', '-s', '-screen 0 1280x900x24', electron, PROJECT, '--hidden', ...sandbox];
  const child = spawn('xvfb-run', args, { env: desk.env, stdio: 'ignore' });
  const pids = (): number[] => running(child.pid ?? -1, realpathSync(electron));
  try {
    await untilAnswers(desk);
    say('signing in');
    await signInAll(desk, provider);
    await sleep(SETTLE_MS);
    say(`idle for ${idleS()} s`);
    return await measure(pids(), idleS());
  } finally {
    for (const pid of pids()) process.kill(pid, 'SIGTERM');
    if (child.exitCode === null) await once(child, 'exit');
    host.close();
    await provider.close();
    await desk.dispose();
  }
}

export const idle: Topic = {
  name: 'idle',
  title: 'The desktop while nobody looks (PSS, all its processes)',
  async run(say) {
    const electron = process.env['LATCHKEY_BENCH_ELECTRON'];
    if (!electron) return [{ what, seconds: 'no Electron or no virtual display here' }];
    const service = await startSecretService();
    try {
      return [await desktop(electron, service, say)];
    } finally {
      await service.stop();
    }
  },
};
