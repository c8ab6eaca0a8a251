/**
 * What one pass of the due-time loop costs as the number of profiles grows: the engine in this process, on a fake clock and
 * a scripted provider, every profile signed in and with a token.
 */
import { Desk } from '../../test/support/engine/desk.ts';
import { spread } from '../statistics.ts';
import type { Row, Topic } from '../topic.ts';

const SIZES = [10, 100, 1_000, 10_000];
const PASSES = 200;

/** One sign-in record serves all profiles: the scripted provider does not distinguish them. */
async function deskOf(size: number): Promise<{ desk: Desk; passes: number[] }> {
  const desk = new Desk();
  await desk.signedIn('p0');
  const record = desk.vault.items.get('p0') ?? '';
  const settings = desk.profiles[0]?.settings ?? {};
  desk.profiles = Array.from({ length: size }, (_, i) => ({ name: `p${i}`, provider: 'scripted', settings }));
  for (const { name } of desk.profiles) desk.vault.items.set(name, record);
  const passes = timePasses(desk);
  await desk.restart();
  await settled();
  return { desk, passes };
}

/** The loop sleeps between passes: a pass lasts from waking up to the next sleep. */
function timePasses(desk: Desk): number[] {
  const passes: number[] = [];
  const sleep = desk.clock.sleep.bind(desk.clock);
  let wokeMs: number | undefined;
  desk.clock.sleep = async (ms, signal) => {
    if (wokeMs !== undefined) passes.push(performance.now() - wokeMs);
    await sleep(ms, signal);
    wokeMs = performance.now();
  };
  return passes;
}

const settled = async (): Promise<void> => {
  for (let i = 0; i < 20; i += 1) await new Promise(setImmediate);
};

async function measured(desk: Desk, passes: number[], cause: (i: number) => void): Promise<Row> {
  passes.length = 0;
  for (let i = 0; i < PASSES; i += 1) {
    cause(i);
    await settled();
    // What one pass leaves over is done in the next, a millisecond later.
    await desk.clock.advance(8);
  }
  return { passes: passes.length, ...spread(passes) };
}

export const scheduler: Topic = {
  name: 'scheduler',
  title: 'One pass of the due-time loop',
  async run(say) {
    const rows: Row[] = [];
    for (const size of SIZES) {
      say(`${size} profiles`);
      const { desk, passes } = await deskOf(size);
      // Warm, as after some minutes of work.
      await measured(desk, passes, (i) => void desk.agent.refresh(`p${i % size}`));
      const one = await measured(desk, passes, (i) => void desk.agent.refresh(`p${i % size}`));
      const all = await measured(desk, passes, () => desk.agent.wake('bench'));
      rows.push({ what: 'after a refresh of one profile', profiles: size, ...one });
      rows.push({ what: 'after a wake: all are checked', profiles: size, ...all });
      await desk.agent.stop();
    }
    return rows;
  },
};
