/**
 * Keeps other programs of the same user from reading this process: no ptrace, no /proc/PID/mem or environ, no core dump
 * (PR_SET_DUMPABLE in prctl(2)). For the agent only: the programs that ask must be readable, so that it can name them.
 */
const PR_SET_DUMPABLE = 4;

/** Does nothing on other systems, or without koffi. Never rejects. */
export async function forbidDumps(): Promise<void> {
  if (process.platform !== 'linux') return;
  try {
    const { default: koffi } = await import('koffi');
    const prctl = koffi.load(null).func('int prctl(int, unsigned long, unsigned long, unsigned long, unsigned long)');
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  } catch {
    // koffi is optional.
  }
}
