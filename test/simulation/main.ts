/**
 * `npm run simulate -- [--years 10] [--seed 1] [--seeds N] [--mutant NAME | --mutants] [--json]`
 * `--years` are simulated years in all; they are shared out among the seeds.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundleWorker } from './bundle.ts';
import { type Caught, caughtText, hunt } from './hunt.ts';
import { findMutant, MUTANTS } from './mutants.ts';
import { runSeeds } from './pool.ts';
import { summarize, summaryText, violationText } from './report.ts';
import type { SeedResult } from './run-seed.ts';

const { values } = parseArgs({
  options: {
    years: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '1' },
    mutant: { type: 'string' },
    mutants: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});

const folder = await mkdtemp(join(tmpdir(), 'latchkey-simulation-'));
try {
  process.exitCode = values.mutants ? await runMutants() : await simulate();
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function simulate(): Promise<number> {
  const mutant = values.mutant === undefined ? undefined : findMutant(values.mutant);
  const seeds = Number(values.seeds);
  const years = Number(values.years) / seeds;
  const worker = join(folder, 'worker.mjs');
  await bundleWorker(worker, mutant);
  const results: SeedResult[] = [];
  const startedMs = performance.now();
  await runSeeds({ worker, firstSeed: Number(values.seed), seeds, years }, (result) => {
    results.push(result);
    const due = results.length % Math.ceil(seeds / 10) === 0;
    if (due && !values.json && seeds > 1) console.log(`${results.length} of ${seeds} seeds`);
  });
  const summary = summarize(results, (performance.now() - startedMs) / 1000);
  const { violation } = summary;
  if (values.json) console.log(JSON.stringify(summary));
  else console.log(summaryText(summary));
  if (violation && !values.json) console.log(violationText(violation, years, values.mutant));
  return violation ? 1 : 0;
}

/** 0 when every purposeful fault was caught. */
async function runMutants(): Promise<number> {
  const show = (caught: Caught) => {
    if (!values.json) console.log(caughtText(caught));
  };
  const caught = await hunt(MUTANTS, folder, Number(values.seed), show);
  const count = caught.filter(({ promise }) => promise).length;
  console.log(values.json ? JSON.stringify(caught) : `${count} of ${caught.length} purposeful faults caught`);
  return caught.every(({ promise }) => promise) ? 0 : 1;
}
