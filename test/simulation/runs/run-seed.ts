/** One seed from beginning to end. The engine only ever waits for its ports, so it is drained before time moves on. */
import { Desk } from '../desk/desk.ts';
import { type Violation, World, YEAR } from '../world/world.ts';

export interface SeedResult {
  readonly seed: number;
  readonly simulatedMs: number;
  readonly events: number;
  /** The same for identical runs. */
  readonly hash: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly violation?: Violation;
}

export async function runSeed(seed: number, years: number): Promise<SeedResult> {
  const world = new World(seed);
  const unhandled = (reason: unknown) =>
    world.violate(
      'No failure is left without a handler.',
      reason instanceof Error ? `${reason.stack}` : String(reason),
    );
  process.on('unhandledRejection', unhandled);
  try {
    new Desk(world).begin();
    const endMs = world.startMs + years * YEAR;
    await drained();
    while (!world.violation && world.step(endMs)) {
      if (!world.stirred) continue;
      world.stirred = false;
      await drained();
    }
  } finally {
    process.off('unhandledRejection', unhandled);
  }
  const { events, hash, counts, violation } = world;
  return { seed, simulatedMs: world.trueMs - world.startMs, events, hash, counts, ...(violation && { violation }) };
}

/** Resolves once no promise can make further progress: an immediate runs only after all microtasks. */
function drained(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
