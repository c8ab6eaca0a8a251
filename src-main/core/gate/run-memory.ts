/** The runs of programs that the person allowed, for half a day. In memory only. */

import type { Clock } from '../ports.ts';
import { elapsedMs, type Moment, momentNow } from '../time/elapsed.ts';
import type { Aim } from './aim.ts';

/** Permission for a run expires, since process ids are reused. */
const VALID_MS = 12 * 3600_000;
const MAX_RUNS = 1000;

export class RunMemory {
  readonly #clock: Clock;
  readonly #runs = new Map<string, { readonly aim: Aim; readonly at: Moment }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#runs.size;
  }

  isAllowed(run: string): boolean {
    const known = this.#runs.get(run);
    if (!known) return false;
    if (elapsedMs(this.#clock, known.at) < VALID_MS) return true;
    this.#runs.delete(run);
    return false;
  }

  allow(aim: Aim, run: string): void {
    this.#runs.delete(run);
    this.#runs.set(run, { aim, at: momentNow(this.#clock) });
    const [oldest] = this.#runs.keys();
    if (this.#runs.size > MAX_RUNS && oldest !== undefined) this.#runs.delete(oldest);
  }

  forget(isOver: (aim: Aim) => boolean): void {
    for (const [run, { aim }] of this.#runs) if (isOver(aim)) this.#runs.delete(run);
  }
}
