/**
 * Which files are Latchkey's own commands, and which the system's own programs: by their place, since anyone can name a
 * file as they like. Whether a process really runs the file at that place is found out elsewhere (see proc.ts).
 */
import { realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunFile } from './proc.ts';

/** The folder of the running agent's bundle; the single executable has itself in it. */
const HERE = dirname(fileURLToPath(import.meta.url));
const SCRIPTS = ['latchkey', 'git-credential-latchkey', 'docker-credential-latchkey'].map((name) => `${name}.cjs`);
const own = new Set([
  ...[join(HERE, 'latchkey'), ...SCRIPTS.map((script) => join(HERE, script))],
  // The desktop's bundle is in the folder dist of an archive, beside the folder of the command.
  ...(basename(dirname(HERE)).endsWith('.asar') ? [join(HERE, '../../cli/latchkey')] : []),
]);

/** Folders of programs that only root can install. */
const SYSTEM = /^(?:(?:\/usr(?:\/local)?)?\/s?bin|\/(?:nix|gnu)\/store\/[^/]+\/s?bin)$/;

/** For tests, whose commands are in a folder of their own. */
export function alsoOwn(path: string): void {
  own.add(path);
}

/** An executable, or a script that Node runs. */
export function isOwnCommand(path: string): boolean {
  const wanted = real(path);
  return [...own].some((one) => real(one) === wanted);
}

export function isSystems({ path, uid, elsewhere }: RunFile): boolean {
  return !elsewhere && uid === 0 && SYSTEM.test(dirname(path));
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
