/** Runs seeds in several processes at once and reports each result as it arrives. */
import { type ChildProcess, spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import type { SeedResult } from './run-seed.ts';

export interface Work {
  readonly worker: string;
  readonly firstSeed: number;
  readonly seeds: number;
  readonly years: number;
  readonly processes?: number;
}

/** All processes end at the first violation. Rejects if one of them fails in any other way. */
export async function runSeeds(work: Work, onResult: (result: SeedResult) => void): Promise<void> {
  const processes = Math.min(work.processes ?? availableParallelism(), work.seeds);
  const running = new Set<ChildProcess>();
  let stopped = false;
  const stop = () => {
    stopped = true;
    for (const child of running) child.kill();
  };
  const one = async (index: number): Promise<void> => {
    const count = Math.ceil((work.seeds - index) / processes);
    const numbers = [work.firstSeed + index, count, processes, work.years].map(String);
    const child = spawn(process.execPath, ['--enable-source-maps', work.worker, ...numbers], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    running.add(child);
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    for await (const line of createInterface({ input: child.stdout })) {
      if (stopped) break;
      const result = JSON.parse(line) as SeedResult;
      onResult(result);
      if (result.violation) stop();
    }
    const code = await ended;
    running.delete(child);
    if (code !== 0 && !stopped) {
      stop();
      throw new Error(`A simulation process ended with ${code}.`);
    }
  };
  await Promise.all(Array.from({ length: processes }, (_, index) => one(index)));
}
