/**
 * Whether this desktop shows tray icons: on Linux, whether the session has a StatusNotifierWatcher, and that one a panel to
 * draw in. Electron does not say, so D-Bus is asked with tools every desktop has. Only asks; starts nothing.
 */
import { execFile } from 'node:child_process';

const WATCHER = 'org.kde.StatusNotifierWatcher';
const DAEMON = 'org.freedesktop.DBus';
const WITHIN_MS = 3_000;

interface Question {
  readonly to: string;
  readonly path: string;
  readonly method: string;
  readonly words: readonly string[];
}

/** In this order: calling an unowned name could start its service. */
const QUESTIONS: readonly Question[] = [
  { to: DAEMON, path: '/org/freedesktop/DBus', method: `${DAEMON}.NameHasOwner`, words: [WATCHER] },
  {
    to: WATCHER,
    path: '/StatusNotifierWatcher',
    method: `${DAEMON}.Properties.Get`,
    words: [WATCHER, 'IsStatusNotifierHostRegistered'],
  },
];

const PROGRAMS: readonly (readonly [string, (question: Question) => string[]])[] = [
  [
    'dbus-send',
    ({ to, path, method, words }) => [
      ...['--session', '--print-reply', `--dest=${to}`, path, method],
      ...words.map((word) => `string:${word}`),
    ],
  ],
  [
    'gdbus',
    ({ to, path, method, words }) => [
      ...['call', '--session', '--dest', to, '--object-path', path, '--method', method],
      ...words,
    ],
  ],
];

/** Undefined: nothing here can ask. False also if no session bus answers. Never rejects. */
export async function hasTrayHost(platform = process.platform, env = process.env): Promise<boolean | undefined> {
  if (platform !== 'linux') return true;
  for (const [program, words] of PROGRAMS) {
    const answer = await all(QUESTIONS, (question) => yes(program, words(question), env));
    if (answer !== undefined) return answer;
  }
  return undefined;
}

/** The first answer that is not yes, else yes; the rest are not asked. */
async function all(
  questions: readonly Question[],
  ask: (question: Question) => Promise<boolean | undefined>,
): Promise<boolean | undefined> {
  for (const question of questions) {
    const answer = await ask(question);
    if (answer !== true) return answer;
  }
  return true;
}

/** Undefined: the program is not installed. */
function yes(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<boolean | undefined> {
  return new Promise((resolve) => {
    execFile(program, args, { timeout: WITHIN_MS, maxBuffer: 4096, env }, (error, out) => {
      if (error === null) resolve(/\btrue\b/.test(out));
      else resolve(error.code === 'ENOENT' ? undefined : false);
    });
  });
}
