/**
 * Due times, not timers: one loop checks what is due, sleeps in short slices and is woken by changes. This survives
 * suspend, clock jumps and the 32-bit limit of timers. A pass looks only at items that changed or are due.
 */

import type { Clock } from '../ports.ts';
import { DueQueue } from './due-queue.ts';

/** A suspend or a clock jump is noticed within this time, milliseconds. */
const SLICE_MS = 30_000;
/** Nothing will be due before something changes. */
const IDLE_SLICE_MS = 3600_000;
/** How many more are checked in each pass, in turn: if a due time ever changes without notice, it is found. */
const ROUND = 100;
/** How many are checked in one pass, about a millisecond; callers are answered between passes. */
const MOST = 2_000;

export interface Due {
  /** Does what is due. Returns the milliseconds until something is due next. */
  tick(): number;
}

export class DueLoop<T extends Due> {
  readonly #clock: Clock;
  readonly #all: () => Iterable<T>;
  readonly #queue = new DueQueue<T>();
  readonly #changed = new Set<T>();
  #round: Iterator<T> | undefined;
  /** The current round goes through all without a pause. */
  #sweeping = true;
  #nap = new AbortController();
  #stopped = false;
  #running: Promise<void> = Promise.resolve();

  constructor(clock: Clock, all: () => Iterable<T>) {
    this.#clock = clock;
    this.#all = all;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Something changed: check again; all items if none is named. */
  look(one?: T): void {
    if (one) this.#changed.add(one);
    else this.#sweep();
    // Each abort creates an error object, needed or not.
    if (!this.#nap.signal.aborted) this.#nap.abort();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#nap.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      // Created before checking, so that no change during it is missed.
      this.#nap = new AbortController();
      this.#pass();
      await this.#clock.sleep(this.#sliceMs(), this.#nap.signal);
      // Looking at the clock notices a jump even if nothing is due.
      this.#clock.monotonicMs();
    }
  }

  #sweep(): void {
    this.#round = undefined;
    this.#sweeping = true;
  }

  #sliceMs(): number {
    if (this.#sweeping || this.#changed.size > 0) return 1;
    const waitMs = this.#queue.nextMs - this.#clock.monotonicMs();
    return waitMs === Number.POSITIVE_INFINITY ? IDLE_SLICE_MS : Math.max(0, Math.min(Math.ceil(waitMs), SLICE_MS));
  }

  #pass(): void {
    this.#goRound(this.#sweeping ? MOST : ROUND);
    // A tick may change its own item again: that is for the next pass.
    const changed = [...first(this.#changed, MOST)];
    for (const one of changed) this.#changed.delete(one);
    for (const one of changed) this.#tick(one);
    const nowMs = this.#clock.monotonicMs();
    const due: T[] = [];
    for (let one = this.#queue.take(nowMs); one !== undefined; one = this.#queue.take(nowMs)) due.push(one);
    for (const one of due) this.#tick(one);
  }

  #goRound(most: number): void {
    this.#round ??= this.#all()[Symbol.iterator]();
    for (let i = 0; i < most; i += 1) {
      const next = this.#round.next();
      if (next.done) {
        this.#round = undefined;
        this.#sweeping = false;
        return;
      }
      this.#tick(next.value);
    }
  }

  #tick(one: T): void {
    const waitMs = one.tick();
    this.#queue.set(one, this.#clock.monotonicMs() + waitMs);
  }
}

function* first<T>(items: Iterable<T>, most: number): Iterable<T> {
  let count = 0;
  for (const item of items) {
    if (count >= most) return;
    count += 1;
    yield item;
  }
}
