/**
 * A program that stands in for ssh: "the other machine" is a folder of this one. It runs the shell that it is asked to run,
 * makes the forwarded socket as a link to the local one, and fails as a test wants it. It writes down how it was called.
 */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Fault = 'unreachable' | 'no-shell' | 'refused';

export interface FakeSsh {
  readonly program: string;
  /** XDG_RUNTIME_DIR of the other machine. */
  readonly runtime: string;
  readonly home: string;
  /** The arguments of each call, in order. */
  calls(): string[][];
  /** From now on; undefined: none. */
  fail(fault: Fault | undefined): void;
  /** Kills the newest connection, as a network that goes away. */
  cut(): void;
  remove(): void;
}

/** Each argument in a line of its own, a call ending in an empty line. */
const SCRIPT = `#!/bin/sh
here=\${0%/*}
[ "$1" = -G ] && exec echo 'sessiontype none'
{ for word in "$@"; do printf '%s\\n' "$word"; done; echo; } >>"$here/calls"
fault=$(cat "$here/fault" 2>/dev/null)
previous=
for word in "$@"; do
  if [ "$previous" = -R ]; then
    [ "$fault" = refused ] && exit 255
    exec ln -s "\${word#*:}" "\${word%%:*}"
  fi
  previous=$word
done
if [ "$fault" = unreachable ]; then echo 'ssh: connect to host build port 22: Connection refused' >&2; exit 255; fi
[ "$fault" = no-shell ] && exit 127
echo $$ >"$here/pid"
echo 'Welcome to build'
unset LATCHKEY_SOCKET
HOME=$here/home XDG_RUNTIME_DIR=$here/run exec sh
`;

export function fakeSsh(): FakeSsh {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-ssh-'));
  const at = (name: string) => join(folder, name);
  for (const name of ['home', 'run']) mkdirSync(at(name), { mode: 0o700 });
  writeFileSync(at('ssh'), SCRIPT);
  chmodSync(at('ssh'), 0o755);
  return {
    program: at('ssh'),
    runtime: at('run'),
    home: at('home'),
    calls() {
      if (!existsSync(at('calls'))) return [];
      const calls = readFileSync(at('calls'), 'utf8').split('\n\n');
      return calls.filter((call) => call !== '').map((call) => call.split('\n'));
    },
    fail: (fault) => writeFileSync(at('fault'), fault ?? ''),
    cut: () => void process.kill(Number(readFileSync(at('pid'), 'utf8')), 'SIGKILL'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
