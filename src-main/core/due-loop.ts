/**
 * Due times, not timers: one loop looks at what is due, sleeps in short slices and is woken by changes. So it survives
 * suspend, clock jumps and the 32-bit limit of timers.
 */
import type { Clock } from './ports.ts';
import type { Session } from './session.ts';

/** A suspend or a clock jump is noticed this long after it at the latest, milliseconds. */
const SLICE_MS = 30_000;
/** Nothing will be due before something changes. */
const IDLE_SLICE_MS = 3600_000;

export interface DueLoop {
  readonly clock: Clock;
  sessions(): Iterable<Session>;
  /** A signal that aborts when something changed; asked for before each look, so that no change is missed. */
  nap(): AbortSignal;
  readonly stopping: AbortSignal;
}

export async function runDueLoop(loop: DueLoop): Promise<void> {
  while (!loop.stopping.aborted) {
    const changed = loop.nap();
    let waitMs = Number.POSITIVE_INFINITY;
    for (const session of loop.sessions()) waitMs = Math.min(waitMs, session.tick());
    const sliceMs = waitMs === Number.POSITIVE_INFINITY ? IDLE_SLICE_MS : Math.min(Math.ceil(waitMs), SLICE_MS);
    await loop.clock.sleep(sliceMs, changed);
    // A look at the clock, which notices a jump even where nobody has anything due.
    loop.clock.monotonicMs();
  }
}
