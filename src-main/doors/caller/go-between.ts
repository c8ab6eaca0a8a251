/**
 * Which processes only stand between a program and the agent: Latchkey's own commands, and the system's shells that were
 * started to run one command line. The program to be named is behind them. A name says nothing: a process is passed over
 * only if it runs the very file. Reads command lines, and reveals nothing of them.
 */
import { basename, isAbsolute, join } from 'node:path';
import { isOwnCommand, isSystems } from './own-commands.ts';
import { type RunFile, readFolder, readWords } from './proc.ts';

/** `program`: neither of these. */
export type Part = 'program' | 'own-command' | 'go-between';

const RUNTIME = /^(?:node|nodejs|electron)(?![A-Za-z])/i;
const SHELL = /^(?:sh|bash|dash|ash|zsh|fish|ksh|mksh|busybox)$/;

export function partOf(pid: number, file: RunFile | undefined): Part {
  if (file === undefined || file.elsewhere) return 'program';
  if (isOwnCommand(file.path)) return 'own-command';
  const name = basename(file.path);
  const isSystemsOwn = isSystems(file);
  if (RUNTIME.test(name) && (isSystemsOwn || file.path === process.execPath)) {
    return runsOwnCommand(pid) ? 'own-command' : 'program';
  }
  if (!isSystemsOwn) return 'program';
  if (name === 'env') return 'go-between';
  return SHELL.test(name) && runsOneLine(readWords(pid)) ? 'go-between' : 'program';
}

/** `-c` among the options, also combined as in `bash -ec`; anything after the first non-option word belongs to a script. */
function runsOneLine(words: readonly string[]): boolean {
  for (const word of words.slice(1)) {
    if (word === '--command' || word.startsWith('--command=') || /^-[A-Za-z]*c/.test(word)) return true;
    if (!/^[-+]/.test(word) || word === '--') return false;
  }
  return false;
}

/** From source only. With an option before the script, Node may run something else first. */
function runsOwnCommand(pid: number): boolean {
  const [, script = ''] = readWords(pid);
  if (script === '' || script.startsWith('-')) return false;
  const folder = isAbsolute(script) ? '' : readFolder(pid);
  return folder !== undefined && isOwnCommand(join(folder, script));
}
