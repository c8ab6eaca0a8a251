/** Writes and removes the mark of an agent that a person ended; see src-shared/socket-path.ts. */
import { rmSync, writeFileSync } from 'node:fs';
import { quitMarkFor } from '../../../src-shared/socket-path.ts';

/** Never throws: without the mark, a helper starts the agent once more than wished. */
export function markQuit(socket: string): void {
  const mark = quitMarkFor(socket);
  if (mark === undefined) return;
  try {
    writeFileSync(mark, '', { mode: 0o600 });
  } catch {}
}

export function clearQuitMark(socket: string): void {
  const mark = quitMarkFor(socket);
  if (mark !== undefined) rmSync(mark, { force: true });
}
