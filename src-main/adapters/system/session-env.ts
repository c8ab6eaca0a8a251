/**
 * The environment that programs outside of Latchkey get: the session's own, without what Electron sets for itself and what
 * an AppImage puts in front of its libraries. Reads; changes nothing.
 */
import { readFileSync } from 'node:fs';
import { delimiter } from 'node:path';

/** What Electron sets, where the start can no longer be seen. */
const ELECTRONS = ['GDK_BACKEND', 'NO_AT_BRIDGE', 'CHROME_DESKTOP'];
/** The AppImage runtime's own. */
const APPIMAGES = ['APPIMAGE', 'APPDIR', 'ARGV0', 'OWD'];

/** `env`: that of this process, or any other, which is then taken as the session's. */
export function sessionEnv(env: NodeJS.ProcessEnv, atStart = environmentAtStart): NodeJS.ProcessEnv {
  const own = env === process.env ? (atStart() ?? withoutElectrons(env)) : env;
  return withoutAppImages(own);
}

/** As the kernel keeps it: what is set later does not appear there. Undefined: this system has no such file. */
function environmentAtStart(): NodeJS.ProcessEnv | undefined {
  try {
    const entries = readFileSync('/proc/self/environ', 'utf8').split('\0').filter(Boolean);
    const pairs = entries.map((entry) => /^([^=]+)=(.*)$/s.exec(entry));
    // A program may overwrite it, for a title in the list of processes.
    if (pairs.length === 0 || pairs.includes(null)) return undefined;
    return Object.fromEntries(pairs.map((pair) => [pair?.[1], pair?.[2]]));
  } catch {
    return undefined;
  }
}

function withoutElectrons(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  if (process.versions['electron'] === undefined) return env;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !ELECTRONS.includes(name)));
}

/** The parts of LD_LIBRARY_PATH, PATH, XDG_DATA_DIRS and the like that are inside the image. */
function withoutAppImages(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const image = env['APPDIR']?.replace(/\/+$/, '');
  if (!image) return env;
  const isInside = (part: string) => part === image || part.startsWith(`${image}/`);
  const kept = Object.entries(env).flatMap(([name, value = '']) => {
    if (APPIMAGES.includes(name)) return [];
    const parts = value.split(delimiter);
    if (!parts.some(isInside)) return [[name, value] as const];
    // An empty part of LD_LIBRARY_PATH or PATH is the current folder; AppRun leaves one where nothing was set before.
    const rest = parts.filter((part) => part !== '' && !isInside(part));
    return rest.length === 0 ? [] : [[name, rest.join(delimiter)] as const];
  });
  return Object.fromEntries(kept);
}
