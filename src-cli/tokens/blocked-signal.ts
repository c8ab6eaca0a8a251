/**
 * SIGUSR1 in the packaged command: Node keeps it blocked, so that it starts no debugger, and a handler alone would never
 * hear it. What arrived in the meantime is delivered then.
 */

/** Never rejects. How the system counts: Linux, then macOS. */
export async function unblockUsr1(): Promise<void> {
  if (!process.execArgv.includes('--disable-sigusr1') || process.platform === 'win32') return;
  const [unblock, number] = process.platform === 'linux' ? [1, 10] : [2, 30];
  const set = new Uint8Array(128);
  set[(number - 1) >> 3] = 1 << ((number - 1) & 7);
  try {
    const { default: koffi } = await import('koffi');
    koffi.load(null).func('int pthread_sigmask(int how, const uint8_t *set, void *former)')(unblock, set, null);
  } catch {
    // Without koffi it is not passed on.
  }
}
