/**
 * Reports changes outside: the machine woke, the screen was locked or unlocked, the network came back. Decides nothing about
 * what follows.
 */
import { net, powerMonitor } from 'electron';
import { networkState, watchNetwork } from '../adapters/network/watch.ts';
import type { Agent } from '../core/agent/agent.ts';
import { after } from './base/after.ts';
import { isScreenLocked } from './screen-lock.ts';
import { screenWatch } from './screen-watch.ts';

/** Longer than anyone is idle: only whether the screen is locked matters. Seconds. */
const NEVER_IDLE_S = 1_000_000;

export interface Power {
  /** True: `unlocked` will be called, at once if it turns out not to be locked. */
  isScreenLocked(): boolean;
  stop(): void;
}

export function watchPower(agent: Pick<Agent, 'view' | 'subscribe' | 'wake'>, unlocked: () => void): Power {
  const wake = (reason: string): void => agent.wake(reason);
  let locked = false;
  const onResume = (): void => wake('resume');
  const onLock = (): void => {
    locked = true;
  };
  const onUnlock = (): void => {
    locked = false;
    wake('unlock-screen');
    screen.look();
  };
  powerMonitor.on('resume', onResume);
  powerMonitor.on('lock-screen', onLock);
  powerMonitor.on('unlock-screen', onUnlock);
  const unwatch = watchNetwork(agent, () => (net.online ? `online ${networkState()}` : ''));
  const seemsLocked = (): boolean => powerMonitor.getSystemIdleState(NEVER_IDLE_S) === 'locked';
  // The first query only starts listening.
  seemsLocked();
  // Linux sends neither lock-screen nor unlock-screen, but it answers when asked.
  const onDesktop = async () => (process.platform === 'linux' ? isScreenLocked() : undefined);
  const isLocked = async (): Promise<boolean> => locked || ((await onDesktop()) ?? seemsLocked());
  const screen = screenWatch({
    isLocked,
    after,
    unlocked,
  });
  return {
    isScreenLocked: () => screen.isLocked(),
    stop() {
      screen.stop();
      unwatch();
      powerMonitor.off('resume', onResume);
      powerMonitor.off('lock-screen', onLock);
      powerMonitor.off('unlock-screen', onUnlock);
    },
  };
}
