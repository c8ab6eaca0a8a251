/** A forced refresh: how much longer it takes than the provider itself. The provider rotates its refresh tokens. */
import { load, providerLoad } from '../child.ts';
import { CLIENT, refreshToken } from '../oidc-agent-process.ts';
import { NOT_INSTALLED, ourJsonSocket, overHttp, overJson, startScene } from '../scene.ts';
import { rounded, spread } from '../statistics.ts';
import type { Row, Topic } from '../topic.ts';

const ROUNDS = 5;
const REQUESTS = 12;

export const refresh: Topic = {
  name: 'refresh',
  title: "A forced refresh, and what it adds to the provider's own time",
  async run(say) {
    const scene = await startScene();
    const { provider, ours, theirs } = scene;
    const endpoint = `${provider.issuer}/token`;
    const authorization = `Basic ${btoa(`${CLIENT.client_id}:${CLIENT.client_secret}`)}`;
    const one = { kept: false, clients: 1, requests: REQUESTS, warmUp: 2 };
    const alone = async () =>
      providerLoad({ endpoint, authorization, refreshToken: await refreshToken(provider), requests: REQUESTS });
    const ways: [string, (() => ReturnType<typeof load>) | undefined][] = [
      ['the provider alone', alone],
      ['Latchkey', () => load({ ...overHttp(ours, '/v1/profiles/work/refresh', 'POST'), ...one })],
      ["Latchkey, oidc-agent's protocol", () => load({ ...overJson(ourJsonSocket(ours), -1), ...one })],
      ['oidc-agent', theirs && (() => load({ ...overJson(theirs.socket, -1), ...one }))],
    ];
    const times = new Map<string, number[]>();
    const failed = new Map<string, number>();
    try {
      for (let round = 1; round <= ROUNDS; round += 1) {
        say(`round ${round} of ${ROUNDS}`);
        for (const [what, ask] of ways) {
          const result = await ask?.();
          times.set(what, [...(times.get(what) ?? []), ...(result?.times ?? [])]);
          failed.set(what, (failed.get(what) ?? 0) + (result?.failures.length ?? 0));
        }
      }
    } finally {
      await scene.dispose();
    }
    const own = spread(times.get('the provider alone') ?? []).p50_ms;
    return ways.map(([what, ask]): Row => {
      if (!ask) return { what, p50_ms: NOT_INSTALLED };
      const figures = spread(times.get(what) ?? []);
      return { what, ...figures, added_p50_ms: rounded(figures.p50_ms - own), failures: failed.get(what) ?? 0 };
    });
  },
};
