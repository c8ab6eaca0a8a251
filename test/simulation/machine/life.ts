/**
 * One life of the agent's process. Every port call passes through here, so that the process can be killed before or after
 * the effect of any of them; calls from a dead process have no effect and are never answered.
 */
import type { Clock } from '../../../src-main/core/ports.ts';
import type { World } from '../world/world.ts';

const SLEEPS_LIMIT = 300;

export class Life {
  readonly world: World;
  alive = true;
  readonly bornMs: number;
  readonly #onEnd: (() => void)[] = [];
  readonly #whenKilled: (life: Life, where: string) => void;
  readonly #monotonicBaseMs: number;
  #fuse = Number.POSITIVE_INFINITY;
  #afterEffect = false;
  #sleeps = 0;

  constructor(world: World, whenKilled: (life: Life, where: string) => void) {
    this.world = world;
    this.bornMs = world.trueMs;
    this.#whenKilled = whenKilled;
    // A process cannot know an earlier process's monotonic clock.
    this.#monotonicBaseMs = world.monotonicMs - world.dice.int(100_000);
  }

  /** Kills the process at the `calls`-th port call from now. */
  lightFuse(calls: number, afterEffect: boolean): void {
    this.#fuse = calls;
    this.#afterEffect = afterEffect;
  }

  /** Ends the process at once, as kill -9 does. */
  kill(where: string): void {
    if (!this.alive) return;
    this.end();
    this.#whenKilled(this, where);
  }

  end(): void {
    this.alive = false;
    for (const run of this.#onEnd) run();
    this.#onEnd.length = 0;
  }

  onEnd(run: () => void): void {
    this.#onEnd.push(run);
  }

  /** One port call. */
  call<T>(name: string, effect: () => Promise<T>): Promise<T> {
    if (!this.alive) return never();
    this.#fuse--;
    if (this.#fuse <= 0 && !this.#afterEffect) return this.#die(`before ${name}`);
    const result = effect();
    return this.#fuse <= 0 ? this.#die(`after ${name}`) : result;
  }

  #die(where: string): Promise<never> {
    this.kill(where);
    return never();
  }

  /** Answers after `ms` of true time, once the machine is awake, if the process is still alive. */
  answer(ms: number, run: () => void): void {
    const deliver = () => {
      if (!this.alive) return;
      this.world.stirred = true;
      if (this.world.awake) run();
      else this.world.afterAwake(this.world.dice.int(50), deliver);
    };
    this.world.after(ms, deliver);
  }

  readonly clock: Clock = {
    nowMs: () => Math.floor(this.world.wallMs),
    monotonicMs: () => this.world.monotonicMs - this.#monotonicBaseMs,
    sleep: (ms, signal) => this.call('sleep', () => this.#sleep(ms, signal)),
  };

  #sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    if (++this.#sleeps > SLEEPS_LIMIT)
      this.world.violate('The engine does not pile up timers.', `${SLEEPS_LIMIT} sleeps at once`);
    return new Promise((resolve) => {
      const wake = () => {
        this.world.stirred = true;
        entry.run = undefined;
        signal?.removeEventListener('abort', wake);
        this.#sleeps--;
        if (this.alive) resolve();
      };
      const entry = this.world.afterAwake(Math.ceil(ms), wake);
      signal?.addEventListener('abort', wake);
    });
  }
}

/** A new promise for each caller, so that what waits for it can be garbage-collected. */
export function never(): Promise<never> {
  return new Promise(() => undefined);
}
