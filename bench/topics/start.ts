/** From starting the agent to its first answer, with 1, 100 and 10,000 profiles (vault: memory, so no one is signed in). */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AgentProcess } from '../../test/whole/agent-process.ts';
import { runLoad } from '../load.ts';
import { installedVersion, OidcAgentProcess } from '../oidc-agent-process.ts';
import { NOT_INSTALLED } from '../scene.ts';
import { spread } from '../statistics.ts';
import type { Row, Topic } from '../topic.ts';

const SIZES = [1, 100, 10_000];
const ROUNDS = 5;

/** Asks until there is an answer. */
async function firstAnswer(socket: string, form: 'http' | 'json', message: string): Promise<void> {
  for (;;) {
    const { failures, times } = await runLoad({ socket, form, message, kept: false, clients: 1, requests: 1 });
    // Any answer counts, even a refusal; only a failed connection does not.
    if (times.length > 0 || !/^E[A-Z]+$|closed/.test(failures[0] ?? '')) return;
    await sleep(2);
  }
}

async function ourStart(size: number): Promise<number> {
  const agent = new AgentProcess();
  const folder = join(agent.home, 'config');
  mkdirSync(folder, { mode: 0o700 });
  const settings = { issuer: 'https://id.example.test' };
  const profiles = Array.from({ length: size }, (_, i) => ({ name: `p${i}`, provider: 'oidc', settings }));
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ version: 1, profiles }), { mode: 0o600 });
  const startedMs = performance.now();
  const started = agent.start();
  try {
    const message = 'GET /v1/profiles/p0/token HTTP/1.1\r\nHost: localhost\r\n\r\n';
    await firstAnswer(agent.socket, 'http', message);
    return performance.now() - startedMs;
  } finally {
    await started;
    await agent.dispose();
  }
}

async function theirStart(): Promise<number> {
  const agent = new OidcAgentProcess();
  const startedMs = performance.now();
  try {
    await Promise.all([agent.start(), firstAnswer(agent.socket, 'json', '{"request":"loaded_accounts"}')]);
    return performance.now() - startedMs;
  } finally {
    await agent.dispose();
  }
}

function emptyNode(): Promise<number> {
  const startedMs = performance.now();
  const child = spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' });
  return new Promise((resolve) => child.on('exit', () => resolve(performance.now() - startedMs)));
}

export const start: Topic = {
  name: 'start',
  title: 'The agent, from start to first answer (vault: memory)',
  async run(say) {
    const ways: [string, () => Promise<number>][] = [
      ['node -e 0, start to exit', emptyNode],
      ...SIZES.map((size): [string, () => Promise<number>] => [`Latchkey, profiles: ${size}`, () => ourStart(size)]),
    ];
    if (installedVersion() !== undefined) ways.push(['oidc-agent, no account loaded', theirStart]);
    const times = new Map<string, number[]>(ways.map(([what]) => [what, []]));
    for (let round = 1; round <= ROUNDS; round += 1) {
      say(`round ${round} of ${ROUNDS}`);
      for (const [what, run] of ways) times.get(what)?.push(await run());
    }
    const rows = [...times].map(
      ([what, of]): Row => ({ what, p50_ms: spread(of).p50_ms, most_ms: spread(of).most_ms }),
    );
    return installedVersion() === undefined ? [...rows, { what: 'oidc-agent', p50_ms: NOT_INSTALLED }] : rows;
  },
};
