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

export class DueLoop {
  readonly #clock: Clock;
  readonly #sessions: () => Iterable<Session>;
  #nap = new AbortController();
  #stopped = false;
  #running: Promise<void> = Promise.resolve();

  constructor(clock: Clock, sessions: () => Iterable<Session>) {
    this.#clock = clock;
    this.#sessions = sessions;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Something changed: look again. */
  look(): void {
    this.#nap.abort();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#nap.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      // Made before the look, so that no change during it is missed.
      this.#nap = new AbortController();
      let waitMs = Number.POSITIVE_INFINITY;
      for (const session of this.#sessions()) waitMs = Math.min(waitMs, session.tick());
      const sliceMs = waitMs === Number.POSITIVE_INFINITY ? IDLE_SLICE_MS : Math.min(Math.ceil(waitMs), SLICE_MS);
      await this.#clock.sleep(sliceMs, this.#nap.signal);
      // A look at the clock, which notices a jump even where nobody has anything due.
      this.#clock.monotonicMs();
    }
  }
}
