/** The report at the end of a run, for people and for programs. */

import { clockText, DAY, YEAR } from '../world/world.ts';
import type { SeedResult } from './run-seed.ts';

export interface Summary {
  readonly seeds: number;
  readonly years: number;
  readonly seconds: number;
  readonly daysPerSecond: number;
  readonly events: number;
  /** Over all seeds; the same for identical runs. */
  readonly hash: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly violation?: SeedResult;
}

export function summarize(results: readonly SeedResult[], seconds: number): Summary {
  const counts: Record<string, number> = {};
  for (const result of results)
    for (const [what, count] of Object.entries(result.counts)) counts[what] = (counts[what] ?? 0) + count;
  const simulatedMs = results.reduce((sum, result) => sum + result.simulatedMs, 0);
  const violation = results.find((result) => result.violation);
  return {
    seeds: results.length,
    years: simulatedMs / YEAR,
    seconds,
    daysPerSecond: simulatedMs / DAY / seconds,
    events: results.reduce((sum, result) => sum + result.events, 0),
    hash: results
      .map(({ seed, hash }) => ({ seed, value: Number.parseInt(hash, 16) }))
      .sort((a, b) => a.seed - b.seed)
      .reduce((sum, { value }) => Math.imul(sum ^ value, 0x01000193), 0x811c9dc5 | 0)
      .toString(16),
    counts: Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1))),
    ...(violation && { violation }),
  };
}

export function summaryText({ seeds, years, seconds, daysPerSecond, events, hash, counts }: Summary): string {
  const lines = Object.entries(counts).map(([what, count]) => `  ${what}: ${count}`);
  const speed = `${Math.round(daysPerSecond)} simulated days per second`;
  return [
    `${years.toFixed(2)} simulated years over ${seeds} seeds in ${seconds.toFixed(1)} s: ${speed}, ${events} events, hash ${hash}`,
    ...lines,
  ].join('\n');
}

export function violationText({ seed, violation }: SeedResult, years: number, mutant?: string): string {
  if (!violation) return '';
  const again = `npm run simulate -- --seed ${seed} --years ${years}${mutant ? ` --mutant ${mutant}` : ''}`;
  return [
    `VIOLATION: ${violation.promise}`,
    `  ${violation.detail}`,
    `  seed ${seed}, ${clockText(violation.atMs)}; the last events:`,
    ...violation.trace.map((line) => `    ${line}`),
    `  Replay exactly: ${again}`,
  ].join('\n');
}
