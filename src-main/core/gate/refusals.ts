/**
 * Which programs the person said no to: they are not asked about for a while, longer after each no. Known by their
 * executable: a program that starts again is the same one. In memory only.
 */
import type { Clock } from '../ports.ts';
import { elapsedMs, type Moment, momentNow } from '../time/elapsed.ts';
import { type Asker, UNKNOWN } from './asker.ts';
import type { Topic } from './question.ts';
import { denialKey } from './question-keys.ts';

const FIRST_MS = 60_000;
const LONGEST_MS = 3600_000;
/** After this long without another no, it begins at the first again. */
const FORGIVEN_MS = 12 * 3600_000;
const MAX_KEPT = 1000;

interface Refusal {
  readonly profile: string | undefined;
  readonly at: Moment;
  readonly forMs: number;
}

export class Refusals {
  readonly #clock: Clock;
  /** By profile and program, over all that it wants there. */
  readonly #times = new Map<
    string,
    { readonly profile: string | undefined; readonly at: Moment; readonly times: number }
  >();
  readonly #refused = new Map<string, Refusal>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#refused.size;
  }

  /** Milliseconds until the person may be asked about it again; 0: now. */
  leftMs(topic: Topic, asker: Asker): number {
    const refusal = this.#refused.get(denialKey(topic, asker));
    return refusal === undefined ? 0 : Math.max(0, refusal.forMs - elapsedMs(this.#clock, refusal.at));
  }

  note(topic: Topic, asker: Asker): void {
    const { profile } = topic.aim;
    const at = momentNow(this.#clock);
    const program = JSON.stringify([profile ?? null, asker.who]);
    const former = this.#times.get(program);
    const isFirst = former === undefined || elapsedMs(this.#clock, former.at) > FORGIVEN_MS;
    // A no to one unknown program must not silence all others for an hour.
    const times = isFirst || asker.origin === UNKNOWN ? 1 : former.times + 1;
    keep(this.#times, program, { profile, at, times });
    const forMs = Math.min(FIRST_MS * 2 ** (times - 1), LONGEST_MS);
    keep(this.#refused, denialKey(topic, asker), { profile, at, forMs });
  }

  /** The person has allowed something after all. */
  pardon({ aim }: Topic, { who }: Asker): void {
    this.#times.delete(JSON.stringify([aim.profile ?? null, who]));
  }

  forget(profile: string): void {
    for (const map of [this.#times, this.#refused]) {
      for (const [key, kept] of map) if (kept.profile === profile) map.delete(key);
    }
  }
}

function keep<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > MAX_KEPT && oldest !== undefined) map.delete(oldest);
}
