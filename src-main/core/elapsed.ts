/** Time passed since a moment, by the clock that saw more of it. */
import type { Clock } from './ports.ts';

/** A moment on both clocks. */
export interface Moment {
  readonly wallMs: number;
  readonly monotonicMs: number;
}

export function momentNow(clock: Clock): Moment {
  return { wallMs: clock.nowMs(), monotonicMs: clock.monotonicMs() };
}

/**
 * Milliseconds since `since`. The monotonic clock stands still while the machine sleeps, the wall clock may be set back:
 * the larger of both is never too small unless both happen at once.
 */
export function elapsedMs(clock: Clock, since: Moment): number {
  return Math.max(clock.monotonicMs() - since.monotonicMs, clock.nowMs() - since.wallMs, 0);
}
