/** `npm run simulate`: plays years of refreshes, crashes and clock jumps against the engine; see USAGE. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundleWorker } from './mutants/bundle.ts';
import { type Caught, caughtText, hunt } from './mutants/hunt.ts';
import { findMutant, MUTANTS } from './mutants/mutants.ts';
import { runSeeds } from './runs/pool.ts';
import { summarize, summaryText, violationText } from './runs/report.ts';
import type { SeedResult } from './runs/run-seed.ts';

const USAGE = `Usage: npm run simulate -- [OPTIONS]

  --years N      simulated years in total, split among the seeds (1)
  --seed N       first seed (1)
  --seeds N      number of seeds (1)
  --mutant NAME  put this deliberate fault into the engine; it must be found
  --mutants      try each of the faults
  --json         print JSON
  --help         show this help`;

const OPTIONS = {
  years: { type: 'string', default: '1' },
  seed: { type: 'string', default: '1' },
  seeds: { type: 'string', default: '1' },
  mutant: { type: 'string' },
  mutants: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

function given() {
  try {
    return parseArgs({ options: OPTIONS }).values;
  } catch (error) {
    console.error(`simulate: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(2);
  }
}

const values = given();

if (values.help) {
  console.log(USAGE);
  process.exit();
}

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

/** 0 when every deliberate fault was caught. */
async function runMutants(): Promise<number> {
  const show = (caught: Caught) => {
    if (!values.json) console.log(caughtText(caught));
  };
  const caught = await hunt(MUTANTS, folder, Number(values.seed), show);
  const count = caught.filter(({ promise }) => promise).length;
  console.log(values.json ? JSON.stringify(caught) : `${count} of ${caught.length} deliberate faults caught`);
  return caught.every(({ promise }) => promise) ? 0 : 1;
}
