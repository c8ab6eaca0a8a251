/** Which signals are passed on to the program that was started, and by which this process may end itself. */
import { readFileSync } from 'node:fs';
import { isatty } from 'node:tty';

/** Those that somebody sends to a process to tell it something. */
export const PASSED_ON: readonly NodeJS.Signals[] =
  process.platform === 'win32'
    ? ['SIGINT', 'SIGBREAK']
    : ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGWINCH'];

/** Not those that leave an image of our memory behind (signal(7)): there is a value in it that opens the run. */
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

/** The terminal has sent it to the program already: a second Ctrl-C makes many a program stop without tidying up. */
export function hasIt(signal: NodeJS.Signals): boolean {
  return FROM_TERMINAL.has(signal) && isInForeground();
}

/** The terminal sends its signals to all processes of the group that is in its foreground (credentials(7), proc(5)). */
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
