/**
 * Tells when the world outside changed: the machine woke, the screen was locked or unlocked, the network came back. Decides
 * nothing about what follows.
 */
import { net, powerMonitor } from 'electron';

/** The system only says whether there is a network at all and announces no change, so it is looked at now and then. */
const NETWORK_LOOK_MS = 5_000;
/** So long nobody is idle: only whether the screen is locked is asked for. Seconds. */
const NEVER_IDLE_S = 1_000_000;

export interface Power {
  isScreenLocked(): boolean;
  stop(): void;
}

/** `wake`: what failed is worth another try now. */
export function watchPower(wake: (reason: string) => void): Power {
  let locked = false;
  const onResume = (): void => wake('resume');
  const onLock = (): void => {
    locked = true;
  };
  const onUnlock = (): void => {
    locked = false;
    wake('unlock-screen');
  };
  powerMonitor.on('resume', onResume);
  powerMonitor.on('lock-screen', onLock);
  powerMonitor.on('unlock-screen', onUnlock);
  let online = net.online;
  const look = setInterval(() => {
    const now = net.online;
    if (now && !online) wake('network');
    online = now;
  }, NETWORK_LOOK_MS);
  // Linux sends neither lock-screen nor unlock-screen; but asked, it knows. The first question only begins to listen.
  const isLocked = (): boolean => locked || powerMonitor.getSystemIdleState(NEVER_IDLE_S) === 'locked';
  isLocked();
  return {
    isScreenLocked: isLocked,
    stop() {
      clearInterval(look);
      powerMonitor.off('resume', onResume);
      powerMonitor.off('lock-screen', onLock);
      powerMonitor.off('unlock-screen', onUnlock);
    },
  };
}
