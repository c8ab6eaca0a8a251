/**
 * The way out, whoever asks for it: the menu, a signal, the end of the session. Stops what runs, once, and then ends with
 * exit code 0. Electron turns SIGTERM, SIGINT and SIGHUP into `before-quit` by itself.
 */
import { app, powerMonitor } from 'electron';

/** A refresh in flight may take as long as its request may; a desktop that shuts down waits no longer than this. */
const LONGEST_STOP_MS = 20_000;

/** `isStuck`: a call hangs inside the keychain, and an ordinary exit would wait for it for ever. */
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
  // Prevented, it waits for us, for as long as the system allows; its type knows nothing of the event.
  const onShutdown = (event: Pick<Event, 'preventDefault'>): void => {
    event.preventDefault();
    app.quit();
  };
  powerMonitor.on('shutdown', onShutdown as () => void);
}
