/**
 * Quits, whoever asks: the menu, a signal, the end of the session. Stops everything once, then exits with code 0. Electron
 * turns SIGTERM, SIGINT and SIGHUP into `before-quit`.
 */
import { app, powerMonitor } from 'electron';

/** A refresh in flight may take as long as its request may; a desktop shutting down waits no longer than this. */
const LONGEST_STOP_MS = 20_000;

/** `isStuck`: a call hangs in the keychain, and a normal exit would wait forever. */
export function quitCleanly(stop: () => Promise<void>, isStuck: () => boolean): void {
  const leave = (code: number): void => {
    if (isStuck()) process.kill(process.pid, 'SIGKILL');
    app.exit(code);
  };
  let stopping = false;
  app.on('before-quit', (event) => {
    event.preventDefault();
    if (stopping) return;
    stopping = true;
    setTimeout(() => leave(1), LONGEST_STOP_MS);
    stop().then(
      () => leave(0),
      () => leave(1),
    );
  });
  // When prevented, it waits for us as long as the system allows; the event is missing from its type.
  const onShutdown = (event: Pick<Event, 'preventDefault'>): void => {
    event.preventDefault();
    app.quit();
  };
  powerMonitor.on('shutdown', onShutdown as () => void);
}
