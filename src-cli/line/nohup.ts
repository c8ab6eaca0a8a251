/**
 * Whether `nohup` started this process. Node resets what each signal does when it starts, so a SIGHUP that was ignored no
 * longer is. What stays is nohup's other trace: it replaces a terminal as standard input with /dev/null, opened only for
 * writing (nohup(1) of GNU coreutils). Linux only.
 */
import { constants, readFileSync, readlinkSync } from 'node:fs';

export function isUnderNohup(): boolean {
  if (process.platform !== 'linux') return false;
  try {
    const flags = Number.parseInt(/^flags:\s*(\d+)/m.exec(readFileSync('/proc/self/fdinfo/0', 'latin1'))?.[1] ?? '', 8);
    const isWriteOnly = (flags & (constants.O_WRONLY | constants.O_RDWR)) === constants.O_WRONLY;
    return isWriteOnly && readlinkSync('/proc/self/fd/0') === '/dev/null';
  } catch {
    return false;
  }
}

/** The signals that ask this process to end. After `nohup`, the end of the terminal does not. */
export function endingSignals(): readonly NodeJS.Signals[] {
  if (!isUnderNohup()) return ['SIGINT', 'SIGTERM', 'SIGHUP'];
  process.on('SIGHUP', () => {});
  return ['SIGINT', 'SIGTERM'];
}
