/**
 * Which processes only stand between a program and the agent: Latchkey's own commands, and shells that were started to
 * run one command line. The program to be named is behind them. Reads command lines, and reveals nothing of them.
 */
import { realpathSync } from 'node:fs';
import { basename, isAbsolute, join } from 'node:path';
import { readFolder, readWords } from './proc.ts';

/** `program`: neither of these. */
export type Part = 'program' | 'own-command' | 'go-between';

const RUNTIME = /^(?:node|nodejs|electron)(?![A-Za-z])/i;
const SHELL = /^(?:sh|bash|dash|ash|zsh|fish|ksh|mksh|busybox)$/;
const OWN_COMMAND = /^(?:git-credential-|docker-credential-)?latchkey(?:\.[cm]?js|\.exe)?$/i;
/** Options of Node that take the next word as their value. */
const TAKES_WORD = new Set(['-r', '--require', '--import', '--loader', '--experimental-loader', '-C', '--conditions']);

export function partOf(pid: number, executable: string | undefined): Part {
  if (executable === undefined) return 'program';
  const file = basename(executable);
  if (file === 'env') return 'go-between';
  if (OWN_COMMAND.test(file)) return 'own-command';
  if (SHELL.test(file)) return runsOneLine(readWords(pid)) ? 'go-between' : 'program';
  return RUNTIME.test(file) && runsOwnCommand(pid) ? 'own-command' : 'program';
}

/** `-c` among the options, also combined as in `bash -ec`; anything after the first non-option word belongs to a script. */
function runsOneLine(words: readonly string[]): boolean {
  for (const word of words.slice(1)) {
    if (word === '--command' || word.startsWith('--command=') || /^-[A-Za-z]*c/.test(word)) return true;
    if (!/^[-+]/.test(word) || word === '--') return false;
  }
  return false;
}

function runsOwnCommand(pid: number): boolean {
  const script = scriptOf(readWords(pid).slice(1));
  if (script === undefined) return false;
  if (OWN_COMMAND.test(basename(script))) return true;
  const folder = isAbsolute(script) ? '' : readFolder(pid);
  if (folder === undefined) return false;
  // Under another name through a symbolic link.
  return OWN_COMMAND.test(basename(real(join(folder, script))));
}

function scriptOf(words: readonly string[]): string | undefined {
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (TAKES_WORD.has(word)) at += 1;
    else if (/^(?:-e|--eval|-p|--print|-i)\b/.test(word)) return undefined;
    else if (!word.startsWith('-')) return word === '' ? undefined : word;
  }
  return undefined;
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
