/** Real time. The engine decides how long to wait; this only waits, and does not know why. */
import { performance } from 'node:perf_hooks';
import type { Clock } from '../../core/ports.ts';

/** Node's timers take at most 2^31 - 1 ms and fire at once beyond it; an hour also notices a stopped monotonic clock early. */
const LONGEST_SLICE_MS = 3_600_000;

export function systemClock(): Clock {
  return {
    nowMs: () => Date.now(),
    monotonicMs: () => performance.now(),
    sleep,
  };
}

async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  const endMs = performance.now() + ms;
  for (let leftMs = ms; leftMs > 0 && !signal?.aborted; leftMs = endMs - performance.now()) {
    await slice(Math.min(leftMs, LONGEST_SLICE_MS), signal);
  }
}

function slice(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    // A timer may fire up to a millisecond early; rounding up keeps the loop from spinning.
    const timer = setTimeout(done, Math.ceil(ms));
    signal?.addEventListener('abort', done, { once: true });
  });
}
