/** Waiting with a limit, for anything that may take too long. */
import type { Clock } from '../ports.ts';

/** Resolves when `work` does or after `limitMs`, whichever is first; `work` goes on. */
export async function atMost(clock: Clock, limitMs: number, work: Promise<unknown>): Promise<void> {
  const over = new AbortController();
  await Promise.race([work, clock.sleep(limitMs, over.signal)]);
  over.abort();
}
