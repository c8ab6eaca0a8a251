/** A process that runs seeds: `worker.ts FIRST COUNT STEP YEARS`. Prints one JSON line for each and stops at the first violation. */
import '../desk/light-abort.ts';
import { runSeed } from './run-seed.ts';

const [first = 1, count = 1, step = 1, years = 1] = process.argv.slice(2).map(Number);

// Stack traces are frequent and expensive; only a single seed, run for debugging, needs them.
if (count > 1) Error.stackTraceLimit = 0;

for (let i = 0; i < count; i++) {
  const result = await runSeed(first + i * step, years);
  process.stdout.write(`${JSON.stringify(result)}\n`);
  if (result.violation) break;
}
