/**
 * Whole programs from start to exit: `latchkey token` next to an empty Node, and oidc-token at either agent.
 * LATCHKEY_BENCH_BESIDE names the dist/ of another build, whose command then runs in the same rounds.
 */
import { resolve } from 'node:path';
import { type Outcome, timed } from '../child.ts';
import { NOT_INSTALLED, ourJsonSocket, startScene } from '../scene.ts';
import { rounded, spread } from '../statistics.ts';
import type { Row, Topic } from '../topic.ts';

const ROUNDS = 40;
/** Relative to dist/dev/bench.js, which is what runs. */
const COMMAND = resolve(import.meta.dirname, '../latchkey.cjs');
const BESIDE = process.env['LATCHKEY_BENCH_BESIDE'];

export const commands: Topic = {
  name: 'commands',
  title: 'A command, from start to exit',
  async run(say) {
    const scene = await startScene();
    const { ours, theirs } = scene;
    const toOurs = { ...ours.env, OIDC_SOCK: ourJsonSocket(ours) };
    const other = (dist: string) => () =>
      timed(process.execPath, [resolve(dist, 'latchkey.cjs'), 'token', 'work'], ours.env);
    const ways: (readonly [string, (() => Promise<Outcome>) | undefined])[] = [
      ['node -e 0', () => timed(process.execPath, ['-e', '0'], ours.env)],
      ['latchkey token work', () => timed(process.execPath, [COMMAND, 'token', 'work'], ours.env)],
      ...(BESIDE === undefined ? [] : [['latchkey token work, of the other build', other(BESIDE)] as const]),
      ['oidc-token work, at oidc-agent', theirs && (() => timed('oidc-token', ['work'], theirs.env))],
      ['oidc-token work, at Latchkey', theirs && (() => timed('oidc-token', ['work'], toOurs))],
    ];
    const times = new Map<string, number[]>(ways.map(([what]) => [what, []]));
    const failed = new Map<string, number>();
    try {
      for (let round = 0; round < ROUNDS; round += 1) {
        if (round % 10 === 0) say(`round ${round + 1} of ${ROUNDS}`);
        for (const [what, run] of ways) {
          const outcome = await run?.();
          if (outcome?.code === 0) times.get(what)?.push(outcome.tookMs);
          else if (outcome) failed.set(what, (failed.get(what) ?? 0) + 1);
        }
      }
    } finally {
      await scene.dispose();
    }
    const node = spread(times.get('node -e 0') ?? []).p50_ms;
    return ways.map(([what, run]): Row => {
      if (!run) return { what, p50_ms: NOT_INSTALLED };
      const figures = spread(times.get(what) ?? []);
      return { what, ...figures, times_of_node: rounded(figures.p50_ms / node, 2), failures: failed.get(what) ?? 0 };
    });
  },
};
