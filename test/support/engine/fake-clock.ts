/** A clock that a test moves by hand; both readings, and everything that sleeps on it. */
import type { Clock } from '../../../src-main/core/ports.ts';

interface Sleeper {
  readonly atMs: number;
  readonly wake: () => void;
}

export class FakeClock implements Clock {
  #wallMs = Date.UTC(2026, 0, 5, 9);
  #monotonicMs = 0;
  #sleepers: Sleeper[] = [];

  nowMs(): number {
    return this.#wallMs;
  }

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const sleeper: Sleeper = { atMs: this.#monotonicMs + ms, wake: resolve };
      this.#sleepers.push(sleeper);
      signal?.addEventListener('abort', () => this.#wake(sleeper), { once: true });
    });
  }

  /** Lets time pass, waking each sleeper at its moment and letting everything that follows happen before going on. */
  async advance(ms: number): Promise<void> {
    const endMs = this.#monotonicMs + ms;
    await settle();
    for (;;) {
      const next = this.#sleepers.reduce<Sleeper | undefined>((a, b) => (a && a.atMs <= b.atMs ? a : b), undefined);
      if (!next || next.atMs > endMs) break;
      this.#moveTo(Math.max(next.atMs, this.#monotonicMs));
      this.#wake(next);
      await settle();
    }
    this.#moveTo(endMs);
    await settle();
  }

  /** The wall clock is set; no time passes. */
  setWall(deltaMs: number): void {
    this.#wallMs += deltaMs;
  }

  /** The machine sleeps: the wall clock goes on, the monotonic one stands still. */
  suspend(ms: number): void {
    this.#wallMs += ms;
  }

  #moveTo(monotonicMs: number): void {
    this.#wallMs += monotonicMs - this.#monotonicMs;
    this.#monotonicMs = monotonicMs;
  }

  #wake(sleeper: Sleeper): void {
    this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
    sleeper.wake();
  }
}

/** Everything that can happen without time passing has happened: promises, and what Node does between macrotasks. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) {
    for (let i = 0; i < 50; i += 1) await Promise.resolve();
    await new Promise((resolve) => setImmediate(resolve));
  }
}
