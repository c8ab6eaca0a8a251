/** Summarizes a series of times: the median, the slow end and the slowest. Pure. */

export interface Spread {
  readonly p50_ms: number;
  readonly p99_ms: number;
  readonly most_ms: number;
}

export function rounded(value: number, digits = 3): number {
  return Number(value.toFixed(digits));
}

/** Nearest rank; NaN if there are no times. */
export function spread(times: readonly number[]): Spread {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => rounded(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN);
  return { p50_ms: at(0.5), p99_ms: at(0.99), most_ms: at(1) };
}
