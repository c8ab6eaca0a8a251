/**
 * What the desktop costs in the background: 20 profiles signed in, its window closed. Memory, CPU time and wake-ups, over
 * LATCHKEY_BENCH_IDLE_S seconds (600). To show Electron's own share, a program with only a tray icon is measured as well.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startSecretService } from '../../test/support/session-bus/secret-service.ts';
import { startTrayHost } from '../../test/support/session-bus/tray-host.ts';
import { electronHere, NO_ELECTRON, settle, startDesktop, startElectron } from '../desktop.ts';
import { cpuMs, pssMib, wakeUps } from '../processes.ts';
import { rounded } from '../statistics.ts';
import type { Row, Topic } from '../topic.ts';

const PROFILES = 20;
const ICON = resolve(import.meta.dirname, '../../assets/icon.png');

const idleS = (): number => Number(process.env['LATCHKEY_BENCH_IDLE_S'] ?? 600);

async function measure(what: string, pids: readonly number[], seconds: number): Promise<Row> {
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

async function ours(electron: string): Promise<Row> {
  const desktop = await startDesktop(electron, PROFILES);
  try {
    return await measure(`Latchkey, desktop, window closed, ${PROFILES} profiles`, desktop.pids(), idleS());
  } finally {
    await desktop.dispose();
  }
}

const TRAY_ONLY = `
  const { app, Tray } = require('electron');
  let tray;
  app.whenReady().then(() => { tray = new Tray(process.env.ICON); });
`;

async function trayOnly(electron: string): Promise<Row> {
  const service = await startSecretService();
  const host = await startTrayHost(String(service.env['DBUS_SESSION_BUS_ADDRESS']));
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-tray-only-'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'tray-only', main: 'main.cjs' }));
  writeFileSync(join(folder, 'main.cjs'), TRAY_ONLY);
  const program = startElectron(electron, [folder], { ...service.env, ICON });
  try {
    await host.untilItem();
    await settle();
    return await measure('Electron with a tray icon and nothing else', program.pids(), idleS());
  } finally {
    await program.end();
    host.close();
    await service.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

export const idle: Topic = {
  name: 'idle',
  title: 'The desktop in the background (PSS, all its processes)',
  async run(say) {
    const electron = electronHere();
    if (electron === undefined) return [{ what: 'Latchkey, desktop, window closed', seconds: NO_ELECTRON }];
    say(`Latchkey, idle for ${idleS()} s`);
    const row = await ours(electron);
    say(`an Electron program with a tray icon only, idle for ${idleS()} s`);
    return [row, await trayOnly(electron)];
  },
};
