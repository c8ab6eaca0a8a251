/** Many short lives, the same life twice, and every deliberate fault caught. Long runs: `npm run simulate`. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleWorker, mutated } from './mutants/bundle.ts';
import { caughtText, hunt } from './mutants/hunt.ts';
import { MUTANTS } from './mutants/mutants.ts';
import { runSeeds } from './runs/pool.ts';
import { summarize, violationText } from './runs/report.ts';
import type { SeedResult } from './runs/run-seed.ts';

const SHORT_YEARS = 0.02;

let folder: string;
let worker: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latchkey-simulation-'));
  worker = join(folder, 'worker.mjs');
  await bundleWorker(worker);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function lives(firstSeed: number, seeds: number): Promise<SeedResult[]> {
  const results: SeedResult[] = [];
  await runSeeds({ worker, firstSeed, seeds, years: SHORT_YEARS }, (result) => results.push(result));
  return results;
}

describe('a simulated desk', () => {
  it('F40: F41: keeps every promise over many short lives', { timeout: 120_000 }, async () => {
    const results = await lives(1, 60);
    const broken = results.find(({ violation }) => violation);
    expect(broken ? violationText(broken, SHORT_YEARS) : '').toBe('');
    expect(results).toHaveLength(60);
    const { counts } = summarize(results, 1);
    // These events must have happened, or nothing was tested.
    for (const what of ['kills', 'sign-ins approved', 'calls answered from memory', 'requests: answer lost'])
      expect(counts[what], what).toBeGreaterThan(10);
  });

  it('runs the same way each time', { timeout: 60_000 }, async () => {
    const hashes = async () => (await lives(500, 6)).sort((a, b) => a.seed - b.seed).map(({ hash }) => hash);
    const first = await hashes();
    expect(new Set(first).size).toBe(6);
    expect(await hashes()).toEqual(first);
  });

  it('catches every deliberate fault of the engine', { timeout: 300_000 }, async () => {
    const survivors = (await hunt(MUTANTS, folder, 1, () => undefined)).filter(({ promise }) => !promise);
    expect(survivors.map(caughtText)).toEqual([]);
  });
});

describe('a deliberate fault', () => {
  it.each(MUTANTS)('$name fits the source', async (mutant) => {
    const source = await readFile(join('src-main/core', mutant.file), 'utf8');
    expect(mutated(source, mutant)).not.toBe(source);
  });

  it('is refused when it no longer fits the source', async () => {
    const [mutant] = MUTANTS;
    if (!mutant) throw new Error('there are no mutants');
    const source = await readFile(join('src-main/core', mutant.file), 'utf8');
    expect(() => mutated(`${source}${source}`, mutant)).toThrow('2 times');
    expect(() => mutated('', mutant)).toThrow('0 times');
  });
});
