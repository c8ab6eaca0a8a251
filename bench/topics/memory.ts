/**
 * Memory while nothing happens, as PSS (shared pages count proportionally): the headless agent, oidc-agent, and the desktop
 * with its window closed, on its own display. scripts/run.mjs sets LATCHKEY_BENCH_ELECTRON if Electron is installed.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AgentProcess } from '../../test/whole/agent-process.ts';
import { load } from '../child.ts';
import { family, pssMib, running } from '../processes.ts';
import { NOT_INSTALLED, overHttp, startScene } from '../scene.ts';
import { rounded } from '../statistics.ts';
import type { Row, Topic } from '../topic.ts';

const IDLE_MS = 15_000;
const PROJECT = resolve(import.meta.dirname, '../..');

function rowOf(what: string, pids: readonly number[]): Row {
  return { what, processes: pids.length, pss_mib: rounded(pssMib(pids), 1) };
}

async function agents(say: (line: string) => void): Promise<Row[]> {
  const scene = await startScene();
  try {
    const { ours, theirs } = scene;
    say('idle agents');
    await sleep(IDLE_MS);
    const rows = [rowOf('Latchkey, headless', family(ours.pid))];
    rows.push(theirs ? rowOf('oidc-agent', family(theirs.pid)) : { what: 'oidc-agent', pss_mib: NOT_INSTALLED });
    await load({ ...overHttp(ours), kept: false, clients: 20, requests: 10_000 });
    await sleep(IDLE_MS);
    return [...rows, rowOf('Latchkey, headless, after 10,000 answers', family(ours.pid))];
  } finally {
    await scene.dispose();
  }
}

async function tray(say: (line: string) => void): Promise<Row> {
  const what = 'Latchkey, desktop with its window closed';
  const electron = process.env['LATCHKEY_BENCH_ELECTRON'];
  if (!electron) return { what, pss_mib: 'no Electron or no virtual display here' };
  say('idle desktop');
  // Only for its folders and a profile: without one, the window opens.
  const folders = new AgentProcess();
  await folders.start();
  await folders.addProfile('work', 'https://id.example.test');
  await folders.stop();
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const args = ['-a', '-s', '-screen 0 1280x900x24', electron, PROJECT, ...sandbox];
  const env = { ...folders.env, DBUS_SESSION_BUS_ADDRESS: 'disabled:' };
  const child = spawn('xvfb-run', args, { env, stdio: 'ignore' });
  try {
    await sleep(2 * IDLE_MS);
    const pids = running(child.pid ?? -1, realpathSync(electron));
    if (pids.length === 0) return { what, pss_mib: 'it did not start' };
    const row = rowOf(what, pids);
    for (const pid of pids) process.kill(pid, 'SIGTERM');
    await once(child, 'exit');
    return row;
  } finally {
    child.kill('SIGTERM');
    await folders.dispose();
  }
}

export const memory: Topic = {
  name: 'memory',
  title: 'Memory of an idle agent (PSS)',
  async run(say) {
    return [...(await agents(say)), await tray(say)];
  },
};
