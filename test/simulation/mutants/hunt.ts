/** Lets the simulation hunt for deliberate faults, and counts how many seeds each one survives. */
import { join } from 'node:path';
import { runSeeds } from '../runs/pool.ts';
import { bundleWorker } from './bundle.ts';
import type { Mutant } from './mutants.ts';

const SEEDS = 60;
const YEARS_EACH = 0.05;

export interface Caught {
  readonly mutant: string;
  /** The broken promise; undefined if the fault went unnoticed. */
  readonly promise?: string;
  readonly detail?: string;
  /** How many seeds were run. */
  readonly seeds: number;
  readonly seconds: number;
}

/** Runs the mutants one after another, each on all processors. Rejects at once if a mutant no longer fits the engine's source. */
export async function hunt(
  mutants: readonly Mutant[],
  folder: string,
  firstSeed: number,
  onCaught: (caught: Caught) => void,
): Promise<Caught[]> {
  const all: Caught[] = [];
  for (const mutant of mutants) await bundleWorker(workerOf(folder, mutant), mutant);
  for (const mutant of mutants) {
    const caught = await huntOne(mutant, workerOf(folder, mutant), firstSeed);
    all.push(caught);
    onCaught(caught);
  }
  return all;
}

function workerOf(folder: string, { name }: Mutant): string {
  return join(folder, `${name}.mjs`);
}

async function huntOne(mutant: Mutant, worker: string, firstSeed: number): Promise<Caught> {
  const startedMs = performance.now();
  let seeds = 0;
  let seen: { promise: string; detail: string } | undefined;
  await runSeeds({ worker, firstSeed, seeds: SEEDS, years: YEARS_EACH }, ({ violation }) => {
    seeds++;
    if (violation) seen = { promise: violation.promise, detail: violation.detail };
  });
  return { mutant: mutant.name, ...seen, seeds, seconds: (performance.now() - startedMs) / 1000 };
}

export function caughtText({ mutant, promise, detail, seeds, seconds }: Caught): string {
  const how = promise ? `caught after ${seeds} seeds: ${promise} (${detail})` : `NOT CAUGHT in ${seeds} seeds`;
  return `${mutant.padEnd(30)} ${seconds.toFixed(1).padStart(5)} s  ${how}`;
}
