/** Durations as Hydra writes them, in Go's form: `1h30m`, `1.5h`, `500ms`. Pure. */

/** The pattern in the API description (NullDuration). */
const DURATION = /^([0-9]+([.][0-9]+)?(ns|us|µs|ms|s|m|h))+$/;
const PART = /([0-9]+)(?:[.]([0-9]+))?(ns|us|µs|ms|s|m|h)/g;

const UNIT_NS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

/**
 * Nanoseconds; undefined if it is not a duration. Fractions of a nanosecond are dropped, as in Go. Hydra itself holds
 * about 292 years, more than the pattern says; it refuses anything longer.
 */
export function durationNs(text: string): bigint | undefined {
  if (!DURATION.test(text)) return undefined;
  let sum = 0n;
  for (const [, whole = '', fraction = '', unit = ''] of text.matchAll(PART)) {
    const unitNs = UNIT_NS[unit] ?? 0n;
    sum += BigInt(whole) * unitNs + (BigInt(fraction || 0) * unitNs) / 10n ** BigInt(fraction.length);
  }
  return sum;
}

/** Hydra returns `1h` as `1h0m0s`: the same. */
export function sameDuration(one: string, other: string): boolean {
  const ns = durationNs(one);
  return ns !== undefined && ns === durationNs(other);
}
