/** A cached token while the provider of another profile does not answer a refresh. */
import { load } from '../child.ts';
import type { Load } from '../load.ts';
import { NOT_INSTALLED, overHttp, overJson, signIn, startProvider, startScene } from '../scene.ts';
import { spread } from '../statistics.ts';
import type { Row, Topic } from '../topic.ts';

const HANG_MS = 4_000;
const ROUNDS = 3;
const REQUESTS = 500;

type Where = Pick<Load, 'socket' | 'form' | 'message'>;

export const hang: Topic = {
  name: 'hang',
  title: `A cached token, while another profile's provider holds a refresh for ${HANG_MS / 1000} s`,
  async run(say) {
    const scene = await startScene();
    const { ours, theirs } = scene;
    const hung = await startProvider();
    const times = new Map<string, number[]>();
    const note = async (what: string, where: Where, kept: boolean) => {
      const result = await load({ ...where, kept, clients: 1, requests: REQUESTS, warmUp: 50 });
      times.set(what, [...(times.get(what) ?? []), ...result.times]);
    };
    const meanwhile = async (ask: Where, what: string, where: Where, kept: boolean) => {
      await note(what, where, kept);
      hung.traffic.clear();
      hung.traffic.fault('refresh', { kind: 'hang', ms: HANG_MS, times: 1 });
      const held = load({ ...ask, kept: false, clients: 1, requests: 1 });
      await hung.traffic.seen('refresh');
      // A quarter is enough: a caller who has to wait uses up the time.
      const result = await load({ ...where, kept, clients: 1, requests: REQUESTS / 4 });
      const name = `${what}, during the hang`;
      times.set(name, [...(times.get(name) ?? []), ...result.times]);
      await held;
    };
    try {
      await signIn(ours, 'hung', hung);
      await theirs?.addAccount('hung', hung);
      for (let round = 1; round <= ROUNDS; round += 1) {
        say(`round ${round} of ${ROUNDS}`);
        const ask = overHttp(ours, '/v1/profiles/hung/refresh', 'POST');
        await meanwhile(ask, 'Latchkey, kept connection', overHttp(ours), true);
        await meanwhile(ask, 'Latchkey, fresh connections', overHttp(ours), false);
        if (theirs) await meanwhile(overJson(theirs.socket, -1, 'hung'), 'oidc-agent', overJson(theirs.socket), false);
      }
      const rows = [...times].map(([what, of]): Row => ({ what, ...spread(of), answers: of.length }));
      return theirs ? rows : [...rows, { what: 'oidc-agent', p50_ms: NOT_INSTALLED }];
    } finally {
      await scene.dispose();
      await hung.close();
    }
  },
};
