/** Time passed since a moment. */
import type { Clock } from '../ports.ts';

/** A moment on both clocks. */
export interface Moment {
  readonly wallMs: number;
  readonly monotonicMs: number;
  readonly unsureMs: number;
}

export function momentNow(clock: Clock): Moment {
  return { wallMs: clock.nowMs(), monotonicMs: clock.monotonicMs(), unsureMs: clock.unsureMs?.() ?? 0 };
}

/** Milliseconds since `since`, sleep included (see `steady-clock.ts`). */
export function elapsedMs(clock: Clock, since: Moment): number {
  return clock.monotonicMs() - since.monotonicMs;
}

/** How much of `elapsedMs` may not have passed at all: the clock was set forward in the meantime, or the machine slept. */
export function unsureMs(clock: Clock, since: Moment): number {
  return momentNow(clock).unsureMs - since.unsureMs;
}
