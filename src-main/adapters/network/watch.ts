/**
 * While a provider cannot be reached, checks whether the machine's network has changed: a cable, a VPN, another Wi-Fi.
 * If so, failed requests are tried again at once instead of after their pause. Costs nothing while all is well.
 */
import { networkInterfaces } from 'node:os';
import type { Agent } from '../../core/agent/agent.ts';
import { isAway } from '../../core/overall.ts';
import type { View } from '../../core/view.ts';

const LOOK_MS = 5_000;

/** The addresses that lead out of the machine, as one text; empty: none. */
export function networkState(): string {
  const addresses = Object.entries(networkInterfaces()).flatMap(([name, entries = []]) =>
    entries.filter(({ internal }) => !internal).map(({ address }) => `${name} ${address}`),
  );
  return addresses.sort().join(', ');
}

/** Returns a function that stops it. `state`: empty without a network, and a different text for each network. */
export function watchNetwork(agent: Pick<Agent, 'view' | 'subscribe' | 'wake'>, state = networkState): () => void {
  let known = '';
  let timer: NodeJS.Timeout | undefined;
  const look = (): void => {
    const now = state();
    if (now === known) return;
    known = now;
    if (now !== '') agent.wake('network');
  };
  const stop = (): void => {
    clearInterval(timer);
    timer = undefined;
  };
  // Not by `overall`: there, another profile that needs the person comes first.
  const follow = ({ profiles }: View): void => {
    if (!profiles.some(({ problem }) => isAway(problem))) stop();
    else if (timer === undefined) {
      known = state();
      timer = setInterval(look, LOOK_MS);
    }
  };
  follow(agent.view());
  const unsubscribe = agent.subscribe(follow);
  return () => {
    unsubscribe();
    stop();
  };
}
