/**
 * The time that really passed, from two clocks that each know half of it: the monotonic one stops while the machine
 * sleeps, the wall clock may be set. Measured over each interval between two looks, so that a clock set back before a
 * sleep does not hide the sleep. A clock set forward looks like a sleep: that much is counted, and remembered as
 * uncertain. The limit: a clock set back between the same two looks as a sleep hides that much of it.
 */
import type { Clock } from '../ports.ts';

/** Less than this between the clocks is rounding and slow correction, not a sleep; milliseconds. */
const SLEEP_MS = 1_000;
/** A difference that calls for checking everything again. */
const JUMP_MS = 5_000;

/** `monotonicMs` includes sleep; `jumped` is called when the machine slept or the wall clock was set. */
export function steadyClock(clock: Clock, jumped: () => void): Clock {
  let wallMs = clock.nowMs();
  let monotonicMs = clock.monotonicMs();
  const startMs = monotonicMs;
  let unsureMs = 0;
  return {
    nowMs: () => clock.nowMs(),
    sleep: (ms, signal) => clock.sleep(ms, signal),
    unsureMs: () => unsureMs,
    monotonicMs() {
      const wallStepMs = clock.nowMs() - wallMs;
      const stepMs = clock.monotonicMs() - monotonicMs;
      wallMs += wallStepMs;
      monotonicMs += stepMs;
      const aheadMs = wallStepMs - stepMs;
      if (aheadMs > SLEEP_MS) unsureMs += aheadMs;
      if (Math.abs(aheadMs) > JUMP_MS) jumped();
      return monotonicMs - startMs + unsureMs;
    },
  };
}
