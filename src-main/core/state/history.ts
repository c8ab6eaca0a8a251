/**
 * The last refreshes of one profile: when, why, and the outcome of each. In memory only, without any answer or token:
 * it shows a person that all is well, or since when it is not.
 */

import { asLatchkeyError, type ErrorCode } from '../errors.ts';
import type { Clock } from '../ports.ts';
import type { RefreshEntry, RefreshReason } from '../refreshes.ts';
import { elapsedMs, type Moment, momentNow } from '../time/elapsed.ts';

/** What a refresh is for. */
export type RefreshWish = Pick<RefreshEntry, 'reason' | 'min_ttl'>;

const MOST = 20;
/** Anything due within this time after waking is due because of it. */
const WAKE_MS = 60_000;

export class History {
  readonly #clock: Clock;
  #entries: readonly RefreshEntry[] = [];
  #woken: Moment | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Newest first. */
  get entries(): readonly RefreshEntry[] {
    return this.#entries;
  }

  woken(): void {
    this.#woken = momentNow(this.#clock);
  }

  /** Why a refresh happens that no one requested. */
  dueReason(holdsToken: boolean): RefreshReason {
    if (this.#woken && elapsedMs(this.#clock, this.#woken) < WAKE_MS) return 'wake';
    if (this.#entries[0]?.outcome === 'failed') return 'retry';
    return holdsToken ? 'due' : 'start';
  }

  /** Runs it and keeps the outcome; rejects as it does. */
  async recording(wish: RefreshWish, run: () => Promise<void>): Promise<void> {
    const began = momentNow(this.#clock);
    try {
      await run();
      this.add(wish, began);
    } catch (thrown) {
      this.add(wish, began, asLatchkeyError(thrown).code);
      throw thrown;
    }
  }

  /** `code`: why it failed. */
  add(wish: RefreshWish, began: Moment, code?: ErrorCode): void {
    this.#woken = undefined;
    const entry: RefreshEntry = {
      at: Math.floor(this.#clock.nowMs() / 1000),
      ...wish,
      outcome: code === undefined ? 'ok' : 'failed',
      ...(code !== undefined && { code }),
      took_ms: Math.max(0, Math.round(elapsedMs(this.#clock, began))),
    };
    const [last, ...older] = this.#entries;
    // A night without a network is one line, not the whole history.
    const alike = last !== undefined && last.reason === 'retry' && entry.reason === 'retry' && last.code === code;
    this.#entries =
      alike && code !== undefined
        ? [{ ...entry, times: (last.times ?? 1) + 1 }, ...older]
        : [entry, ...this.#entries].slice(0, MOST);
  }
}
