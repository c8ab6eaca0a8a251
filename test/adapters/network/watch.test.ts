/** A network that comes back or changes is noticed while a profile waits for it; nothing polls at any other time. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { networkState, watchNetwork } from '../../../src-main/adapters/network/watch.ts';
import type { Overall, ProfileView, View } from '../../../src-main/core/view.ts';
import { profile, view as viewOf } from '../../support/page/views.ts';

const work = profile();
const away = { code: 'provider_unreachable', message: 'Not reached.', hint: 'Wait.' } as const;

function desk() {
  const view = (overall: Overall): View =>
    viewOf([overall === 'offline' ? { ...work, problem: away } : work], { overall });
  let overall: Overall = 'fine';
  let listener = (_view: View): void => {};
  const woken: string[] = [];
  const network = { now: 'wlan0 192.0.2.1', looks: 0 };
  const stop = watchNetwork(
    {
      view: () => view(overall),
      subscribe(heard) {
        listener = heard;
        return () => {
          listener = () => {};
        };
      },
      wake: (reason) => void woken.push(reason),
    },
    () => {
      network.looks += 1;
      return network.now;
    },
  );
  const become = (next: Overall): void => {
    overall = next;
    listener(view(next));
  };
  const see = (profiles: ProfileView[]): void => listener({ ...view('needs-you'), profiles });
  return { become, see, woken, network, stop };
}

describe('the network watch', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('wakes the agent when the network comes back, not when it goes', () => {
    const { become, woken, network } = desk();
    become('offline');
    network.now = '';
    vi.advanceTimersByTime(20_000);
    expect(woken).toEqual([]);
    network.now = 'wlan0 192.0.2.9';
    vi.advanceTimersByTime(5_000);
    expect(woken).toEqual(['network']);
    become('offline');
    vi.advanceTimersByTime(60_000);
    expect(woken).toEqual(['network']);
  });

  it('wakes the agent when a VPN comes up', () => {
    const { become, woken, network } = desk();
    become('offline');
    network.now += ', tun0 198.51.100.7';
    vi.advanceTimersByTime(5_000);
    expect(woken).toEqual(['network']);
  });

  it('wakes the agent for an unreachable profile while another one needs you', () => {
    const { see, woken, network } = desk();
    see([
      { ...work, name: 'lab', state: 'needs-sign-in' },
      { ...work, problem: away },
    ]);
    network.now += ', tun0 198.51.100.7';
    vi.advanceTimersByTime(5_000);
    expect(woken).toEqual(['network']);
  });

  it('does not look while all is well, or after it is stopped', () => {
    const { become, network, stop } = desk();
    vi.advanceTimersByTime(3_600_000);
    expect(network.looks).toBe(0);
    become('offline');
    become('fine');
    const looks = network.looks;
    vi.advanceTimersByTime(3_600_000);
    expect(network.looks).toBe(looks);
    become('offline');
    stop();
    become('offline');
    expect(vi.getTimerCount()).toBe(0);
  });
});

it('this machine’s network state stays the same while nothing changes', () => {
  expect(networkState()).toBe(networkState());
});
