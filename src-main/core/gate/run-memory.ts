/**
 * What the person said about single runs of programs: which may go on, and which were denied a moment ago. In memory
 * only.
 */

import type { Clock } from '../ports.ts';
import { elapsedMs, type Moment, momentNow } from '../time/elapsed.ts';

export type Verdict = 'allowed' | 'denied';

/** A denied run is not asked about again so soon; permission for a run expires, since process ids are reused. */
const VALID_MS: Readonly<Record<Verdict, number>> = { allowed: 12 * 3600_000, denied: 60_000 };
const MAX_RUNS = 1000;

export class RunMemory {
  readonly #clock: Clock;
  readonly #runs = new Map<string, { readonly profile: string; readonly verdict: Verdict; readonly at: Moment }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#runs.size;
  }

  verdict(run: string): Verdict | undefined {
    const known = this.#runs.get(run);
    if (!known) return undefined;
    if (elapsedMs(this.#clock, known.at) < VALID_MS[known.verdict]) return known.verdict;
    this.#runs.delete(run);
    return undefined;
  }

  note(profile: string, run: string, verdict: Verdict): void {
    this.#runs.delete(run);
    this.#runs.set(run, { profile, verdict, at: momentNow(this.#clock) });
    const [oldest] = this.#runs.keys();
    if (this.#runs.size > MAX_RUNS && oldest !== undefined) this.#runs.delete(oldest);
  }

  /** Another sign-in, or another profile of that name, needs a new permission. */
  forget(profile: string): void {
    for (const [run, known] of this.#runs) if (known.profile === profile) this.#runs.delete(run);
  }
}
