/** Which signals are passed on to the child program, and which this process may end itself with. */
import { readFileSync } from 'node:fs';
import { isatty } from 'node:tty';

/** Signals that are sent to a process to tell it something. */
export const PASSED_ON: readonly NodeJS.Signals[] =
  process.platform === 'win32'
    ? ['SIGINT', 'SIGBREAK']
    : ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGWINCH'];

/** Without the signals that dump core (signal(7)): our memory holds a value that opens the run. */
export const SAME_SIGNAL: ReadonlySet<NodeJS.Signals> = new Set([
  'SIGINT',
  'SIGTERM',
  'SIGHUP',
  'SIGKILL',
  'SIGUSR1',
  'SIGUSR2',
  'SIGALRM',
]);

const FROM_TERMINAL: ReadonlySet<NodeJS.Signals> = new Set(['SIGINT', 'SIGQUIT', 'SIGWINCH', 'SIGBREAK']);

/** The terminal has already sent it to the program: many programs stop without cleaning up at a second Ctrl-C. */
export function hasIt(signal: NodeJS.Signals): boolean {
  return FROM_TERMINAL.has(signal) && isInForeground();
}

/** The terminal sends its signals to every process in its foreground group (credentials(7), proc(5)). */
function isInForeground(): boolean {
  if (process.platform !== 'linux') return process.platform === 'win32' || [0, 1, 2].some((fd) => isatty(fd));
  try {
    const stat = readFileSync('/proc/self/stat', 'latin1');
    const [, , group, , terminal, foreground] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return terminal !== '0' && group === foreground;
  } catch {
    return isatty(0);
  }
}
