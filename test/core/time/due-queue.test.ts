/** The queue that finds what is due first among thousands of changing times, and the loop over it, which forgets no profile. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DueQueue } from '../../../src-main/core/time/due-queue.ts';
import { Desk } from '../../support/engine/desk.ts';

const HOUR_MS = 3600_000;

describe('the queue of due times', () => {
  it('returns what a plain table of times would, in order of time', () => {
    const step = fc.tuple(fc.nat(30), fc.oneof(fc.nat(1000), fc.constant(Number.POSITIVE_INFINITY)), fc.boolean());
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
        const queue = new DueQueue<number>();
        const table = new Map<number, number>();
        for (const [item, dueMs, take] of steps) {
          queue.set(item, 2 * dueMs);
          table.set(item, 2 * dueMs);
          const next = Math.min(...table.values());
          expect(queue.nextMs).toBe(next);
          if (!take || next === Number.POSITIVE_INFINITY) continue;
          expect(queue.take(next - 1)).toBeUndefined();
          const taken = queue.take(next) ?? -1;
          expect(table.get(taken)).toBe(next);
          table.delete(taken);
        }
      }),
    );
  });
});

/** `size` profiles are signed in; their tokens are fetched as after a restart. */
async function deskOf(size: number): Promise<Desk> {
  const desk = new Desk();
  await desk.signedIn('p0');
  const record = desk.vault.items.get('p0') ?? '';
  const settings = desk.profiles[0]?.settings ?? {};
  desk.profiles = Array.from({ length: size }, (_, i) => ({ name: `p${i}`, provider: 'scripted', settings }));
  for (const { name } of desk.profiles) desk.vault.items.set(name, record);
  await desk.restart();
  return desk;
}

const notActive = (desk: Desk) => desk.agent.view().profiles.filter(({ state }) => state !== 'active');

describe('the loop', () => {
  it('gets a token for each of 2,100 profiles after a start, more than fit in one pass', async () => {
    const desk = await deskOf(2_100);
    await desk.clock.advance(1_000);
    expect(desk.count('refresh')).toBe(2_100);
    expect(notActive(desk)).toEqual([]);
    await desk.agent.stop();
  });

  it('refreshes each of 150 profiles once, ahead of its expiry, without a caller', async () => {
    const desk = await deskOf(150);
    await desk.clock.advance(0.97 * HOUR_MS);
    expect(desk.count('refresh')).toBe(300);
    expect(notActive(desk)).toEqual([]);
    await desk.agent.stop();
  });
});
