/** Tells the agent when the world outside changed: the machine woke, the screen was unlocked, the network came back. */
import { net, powerMonitor } from 'electron';

/** The system only says whether there is a network at all and announces no change, so it is looked at now and then. */
const NETWORK_LOOK_MS = 5_000;

export function watchPower(wake: (reason: string) => void): () => void {
  const onResume = (): void => wake('resume');
  const onUnlock = (): void => wake('unlock-screen');
  powerMonitor.on('resume', onResume);
  powerMonitor.on('unlock-screen', onUnlock);
  let online = net.online;
  const look = setInterval(() => {
    const now = net.online;
    if (now && !online) wake('network');
    online = now;
  }, NETWORK_LOOK_MS);
  return () => {
    clearInterval(look);
    powerMonitor.off('resume', onResume);
    powerMonitor.off('unlock-screen', onUnlock);
  };
}
