/** How this very command is started, for files of other tools that shall call it. */
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { isSea } from 'node:sea';

/** Program and first words, good in every folder. A link that it was called by stays: it outlives an update of what it leads to. */
export function thisProgram(): string[] {
  const [node = process.execPath, script = 'latchkey'] = process.argv;
  const isWindows = process.platform === 'win32';
  if (!isSea()) return isWindows ? [node, script] : [script];
  // The single executable has no script.
  return [isWindows ? process.execPath : called(process.argv0)];
}

/** The place of the name that was typed, which a shell leaves as it was. */
function called(name: string): string {
  if (name.includes('/')) return resolve(name);
  const places = (process.env['PATH'] ?? '').split(delimiter).map((folder) => resolve(join(folder, name)));
  return places.find((place) => existsSync(place) && realpathSync(place) === process.execPath) ?? process.execPath;
}
