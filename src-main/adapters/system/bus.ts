/**
 * Asks D-Bus, with a program that every Linux desktop has. Call only a name that `ownedNames` returns: calling one without an
 * owner could start its service.
 */
import { execFile } from 'node:child_process';

export const DAEMON = 'org.freedesktop.DBus';
const WITHIN_MS = 3_000;
/** A busy session has a few hundred names. */
const LONGEST_ANSWER = 2 ** 17;

export interface BusCall {
  /** Absent: the session's. */
  readonly bus?: 'session' | 'system';
  readonly to: string;
  readonly path: string;
  readonly method: string;
  readonly args?: readonly string[];
}

const PROGRAMS: readonly (readonly [string, (call: BusCall) => string[]])[] = [
  [
    'dbus-send',
    ({ bus = 'session', to, path, method, args = [] }) => [
      ...[`--${bus}`, '--print-reply', `--dest=${to}`, path, method],
      ...args.map((arg) => `string:${arg}`),
    ],
  ],
  [
    'gdbus',
    ({ bus = 'session', to, path, method, args = [] }) => [
      ...['call', `--${bus}`, '--dest', to, '--object-path', path, '--method', method],
      ...args,
    ],
  ],
];

/** The answer as the program prints it; empty: refused, or no bus; undefined: nothing here can ask. Never rejects. */
export async function callBus(call: BusCall, env = process.env): Promise<string | undefined> {
  for (const [program, words] of PROGRAMS) {
    const answer = await run(program, words(call), env);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(program, args, { timeout: WITHIN_MS, maxBuffer: LONGEST_ANSWER, env }, (error, out) => {
      if (error === null) resolve(out);
      else resolve(error.code === 'ENOENT' ? undefined : '');
    });
  });
}

/** Of an answer that is either true or false. */
export const isTrue = (answer: string | undefined): boolean => /\btrue\b/.test(answer ?? '');

/** Those of `names` that someone owns. */
export async function ownedNames(names: readonly string[], env = process.env): Promise<readonly string[]> {
  const all = await callBus({ to: DAEMON, path: '/org/freedesktop/DBus', method: `${DAEMON}.ListNames` }, env);
  const owned = new Set(Array.from((all ?? '').matchAll(/["']([\w.-]+)["']/g), ([, name]) => name));
  return names.filter((name) => owned.has(name));
}

/** Which connection answers to `name`; it differs after a restart of the service. */
export async function ownerOf(name: string, env = process.env): Promise<string | undefined> {
  const call = { to: DAEMON, path: '/org/freedesktop/DBus', method: `${DAEMON}.GetNameOwner`, args: [name] };
  return /["'](:[\d.]+)["']/.exec((await callBus(call, env)) ?? '')?.[1];
}

export function getProperty(
  place: Pick<BusCall, 'bus' | 'to' | 'path'>,
  owner: string,
  property: string,
  env = process.env,
): Promise<string | undefined> {
  return callBus({ ...place, method: `${DAEMON}.Properties.Get`, args: [owner, property] }, env);
}
