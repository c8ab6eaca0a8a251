/** How to start this command, for other tools' files that call it. */
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { isSea } from 'node:sea';

/** Program and first words, valid in every folder. If it was called through a link, the link is used: it survives updates. */
export function thisProgram(): string[] {
  const [node = process.execPath, script = 'latchkey'] = process.argv;
  const isWindows = process.platform === 'win32';
  if (!isSea()) return isWindows ? [node, script] : [script];
  // The single executable has no script.
  return [isWindows ? process.execPath : called(process.argv0)];
}

/** The path of the name that was typed, which the shell does not resolve. */
function called(name: string): string {
  if (name.includes('/')) return resolve(name);
  const places = (process.env['PATH'] ?? '').split(delimiter).map((folder) => resolve(join(folder, name)));
  return places.find((place) => existsSync(place) && realpathSync(place) === process.execPath) ?? process.execPath;
}
