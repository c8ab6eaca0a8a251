/** A token in the agent's memory, requested by 1, 4, 20 and 100 clients at once: from ours in all its ways, and from oidc-agent. */
import { load } from '../child.ts';
import type { Load, LoadResult } from '../load.ts';
import { cpuMs } from '../processes.ts';
import { NOT_INSTALLED, ourJsonSocket, overHttp, overJson, type Scene, startScene } from '../scene.ts';
import { rounded, spread } from '../statistics.ts';
import type { Row, Topic } from '../topic.ts';

const CLIENTS = [1, 4, 20, 100];
/** The agents take turns, so that other load on the machine affects all of them. */
const ROUNDS = 4;
/** This many requests per client, and at least this many in total. */
const EACH = 20;
const AT_LEAST = 500;

interface Way extends Pick<Load, 'kept'> {
  readonly what: string;
  readonly where: Pick<Load, 'socket' | 'form' | 'message'> | undefined;
  readonly pid: number;
}

/** The measurements of one round. */
interface Found extends LoadResult {
  /** The agent's CPU time in milliseconds, including warm-up. */
  readonly cpuMs: number;
  /** Including warm-up. */
  readonly asked: number;
}

function waysOf({ ours, theirs }: Scene): Way[] {
  const { pid } = ours;
  return [
    { what: 'Latchkey, kept connection', kept: true, where: overHttp(ours), pid },
    { what: 'Latchkey, fresh connections', kept: false, where: overHttp(ours), pid },
    { what: "Latchkey, oidc-agent's protocol", kept: false, where: overJson(ourJsonSocket(ours)), pid },
    { what: 'oidc-agent', kept: false, where: theirs && overJson(theirs.socket), pid: theirs?.pid ?? 0 },
  ];
}

async function measure({ where, kept, pid }: Way, clients: number): Promise<Found[]> {
  if (!where) return [];
  const requests = Math.max(AT_LEAST, EACH * clients);
  const beforeMs = cpuMs(pid);
  const result = await load({ ...where, kept, clients, requests, warmUp: requests / 5 });
  return [{ ...result, asked: requests * 1.2, cpuMs: cpuMs(pid) - beforeMs }];
}

function rowOf(what: string, clients: number, results: readonly Found[]): Row {
  if (results.length === 0) return { what, clients, p50_ms: NOT_INSTALLED };
  const times = results.flatMap((result) => result.times);
  const failures = results.flatMap((result) => result.failures);
  const all = times.length + failures.length;
  const sum = (figure: (result: Found) => number) => results.reduce((total, result) => total + figure(result), 0);
  const cpu_ms = rounded(sum((result) => result.cpuMs) / sum((result) => result.asked));
  const why = [...new Set(failures)].join(', ');
  const share = `${failures.length} of ${all}${why && ` (${why})`}`;
  return {
    what,
    clients,
    ...spread(times),
    per_s: rounded((1000 * times.length) / sum((result) => result.tookMs), 0),
    cpu_ms,
    failures: share,
  };
}

export const cached: Topic = {
  name: 'cached',
  title: 'A cached token',
  async run(say) {
    const scene = await startScene();
    const rows: Row[] = [];
    try {
      for (const clients of CLIENTS) {
        const results = new Map<Way, Found[]>(waysOf(scene).map((way) => [way, []]));
        for (let round = 1; round <= ROUNDS; round += 1) {
          say(`${clients} clients, round ${round} of ${ROUNDS}`);
          for (const [way, found] of results) found.push(...(await measure(way, clients)));
        }
        for (const [{ what }, found] of results) rows.push(rowOf(what, clients, found));
      }
      return rows;
    } finally {
      await scene.dispose();
    }
  },
};
