/** Time passed since a moment. */
import type { Clock } from './ports.ts';

/** A moment on both clocks. */
export interface Moment {
  readonly wallMs: number;
  readonly monotonicMs: number;
}

export function momentNow(clock: Clock): Moment {
  return { wallMs: clock.nowMs(), monotonicMs: clock.monotonicMs() };
}

/** Milliseconds since `since`, sleep included (see `steady-clock.ts`). */
export function elapsedMs(clock: Clock, since: Moment): number {
  return clock.monotonicMs() - since.monotonicMs;
}
