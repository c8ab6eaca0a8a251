/** When to try again after a failure: doubling pauses with jitter, and one answer for all who ask right after it. */
import { isTransient, type LatchkeyError } from '../errors.ts';
import type { Clock } from '../ports.ts';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 5 * 60_000;
/** Asking often does not cure a refusal. */
const REFUSED_PAUSE_MS = 30 * 60_000;
/** Callers within this time of a failure get that failure, so that a flood of callers asks the provider once. */
const SAME_ANSWER_MS = 1_000;

export class Retry {
  readonly #clock: Clock;
  readonly #fraction: () => number;
  #failures = 0;
  #failedAtMs = 0;
  #dueAtMs = 0;
  #problem: LatchkeyError | undefined;

  /** `fraction` returns a random number from 0 up to 1. */
  constructor(clock: Clock, fraction: () => number) {
    this.#clock = clock;
    this.#fraction = fraction;
  }

  /** The last failure, until something succeeds. */
  get problem(): LatchkeyError | undefined {
    return this.#problem;
  }

  /** Milliseconds until the next try is due; 0: now. */
  get waitMs(): number {
    return Math.max(0, this.#dueAtMs - this.#clock.monotonicMs());
  }

  failed(error: LatchkeyError): void {
    this.#failures += 1;
    this.#problem = error;
    this.#failedAtMs = this.#clock.monotonicMs();
    const doubledMs = FIRST_PAUSE_MS * 2 ** Math.min(this.#failures - 1, 20);
    const pauseMs = isTransient(error) ? Math.min(doubledMs, LONGEST_PAUSE_MS) : REFUSED_PAUSE_MS;
    this.#dueAtMs = this.#failedAtMs + pauseMs * (0.75 + this.#fraction() / 2);
  }

  succeeded(): void {
    this.#problem = undefined;
    this.forget();
  }

  /** Try at once, but keep showing what is wrong. */
  forget(): void {
    this.#failures = 0;
    this.#dueAtMs = 0;
    this.#failedAtMs = Number.NEGATIVE_INFINITY;
  }

  throwIfJustFailed(): void {
    if (this.#problem && this.#clock.monotonicMs() - this.#failedAtMs < SAME_ANSWER_MS) throw this.#problem;
  }
}
