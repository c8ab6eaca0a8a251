/** 100 callers at once who all need a longer-lived token: how often the provider is asked, and who gets what. */
import { setTimeout as sleep } from 'node:timers/promises';
import { load } from '../child.ts';
import type { Load } from '../load.ts';
import { NOT_INSTALLED, ourJsonSocket, overHttp, overJson, type Scene, startScene } from '../scene.ts';
import { rounded, spread } from '../statistics.ts';
import type { Row, Topic } from '../topic.ts';

const CALLERS = 100;
const LIFE_S = 60;
const DEMAND_S = 50;

type Where = Pick<Load, 'socket' | 'form' | 'message'>;

async function atExpiry({ provider }: Scene, what: string, where: Where | undefined): Promise<Row> {
  if (!where) return { what, refreshes: NOT_INSTALLED };
  // By then, the token is too old for the demand, but too fresh for a background refresh.
  await sleep((LIFE_S - DEMAND_S + 2) * 1000);
  const before = provider.traffic.count('refresh');
  const result = await load({ ...where, kept: false, clients: CALLERS, requests: CALLERS });
  const refreshes = provider.traffic.count('refresh') - before;
  const why = [...new Set(result.failures)].join(', ');
  const failures = `${result.failures.length} of ${CALLERS}${why && ` (${why})`}`;
  const least = result.lives.length === 0 ? Number.NaN : Math.min(...result.lives);
  return { what, refreshes, failures, demanded_s: DEMAND_S, least_life_s: rounded(least, 1), ...spread(result.times) };
}

export const expiry: Topic = {
  name: 'expiry',
  title: `${CALLERS} callers at once, when the cached token does not live long enough for them`,
  async run(say) {
    const scene = await startScene({ accessTokenTtlS: LIFE_S });
    const { ours, theirs } = scene;
    try {
      const rows: Row[] = [];
      for (const round of [1, 2]) {
        say(`round ${round} of 2`);
        const http = overHttp(ours, `/v1/profiles/work/token?min_ttl=${DEMAND_S}`);
        rows.push(await atExpiry(scene, 'Latchkey', http));
        rows.push(await atExpiry(scene, "Latchkey, oidc-agent's protocol", overJson(ourJsonSocket(ours), DEMAND_S)));
        rows.push(await atExpiry(scene, 'oidc-agent', theirs && overJson(theirs.socket, DEMAND_S)));
      }
      return rows.sort((a, b) => String(a['what']).localeCompare(String(b['what'])));
    } finally {
      await scene.dispose();
    }
  },
};
