/**
 * `latchkey forward HOST`: makes some profiles usable on another machine while the command runs. The agent creates a
 * socket for these only, and ssh forwards it; Ctrl-C ends both.
 */
import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { FORWARD_NAME } from '../../src-shared/names.ts';
import { type Call, type Command, optionValue } from '../line/command.ts';
import { usageError } from '../line/errors.ts';
import { endingSignals } from '../line/nohup.ts';
import { closeLocal, keepLocal, openLocal, pause } from './local.ts';
import { connectRemote, type SshOptions } from './ssh.ts';
import { type Teller, tellerOf } from './text.ts';

export const FORWARD: Command = {
  name: 'forward',
  summary: 'Use profiles on another machine, or in a container',
  details:
    'Creates a socket that gives out tokens and credentials of the named profiles and nothing else, and has ssh forward ' +
    'it to HOST, where `latchkey token` and similar commands find it. The sign-ins stay on this machine. It runs until ' +
    'Ctrl-C and reconnects when the connection is lost. With --socket-only, nothing is forwarded: the path of the socket ' +
    'is printed, for you to mount into a container or to forward with a RemoteForward of your own. Options for ssh go ' +
    'after `--`.',
  args: [{ name: 'HOST' }, { name: 'SSH-OPTION', optional: true, many: true }],
  options: [
    {
      name: 'profile',
      value: 'NAME[/ROLE]',
      repeat: true,
      required: true,
      isProfile: true,
      help: 'What may be used there: a profile with its roles, or the credentials of a single role',
    },
    {
      name: 'remote-path',
      value: 'PATH',
      help: 'Path of the socket there (default: where latchkey looks for it)',
    },
    { name: 'ssh', value: 'PROGRAM', help: 'Program to connect with (default: ssh)' },
    {
      name: 'socket-only',
      help: 'Only create the socket on this machine, always at the same path; HOST is a name for it',
    },
    { name: 'json', help: 'Print events as JSON lines' },
  ],
  examples: [
    ['latchkey forward build.example.com --profile work', "use 'work' on that machine"],
    ['latchkey forward me@build --profile work/prod-admin -- -p 2222', 'a single role, with an option for ssh'],
    ['latchkey forward devbox --profile work --socket-only', 'a socket to mount into a container'],
  ],
  run,
};

const FIRST_PAUSE_S = 1;
const LONGEST_PAUSE_S = 60;

async function run(call: Call): Promise<void> {
  const [host = '', ...options] = call.words;
  const socketOnly = call.flags.has('socket-only');
  const profiles = call.values.get('profile') ?? [];
  check(host, socketOnly, options);
  const stop = stopOnSignal();
  const local = await openLocal({ host, profiles, ...(socketOnly && { name: host }) });
  const tell = tellerOf(call.json, local);
  const owner = createHash('sha256').update(`${hostname()}\0${local.socket}`).digest('hex').slice(0, 32);
  const ssh: SshOptions = {
    program: optionValue(call, 'ssh') ?? 'ssh',
    host,
    options,
    localSocket: local.socket,
    remotePath: optionValue(call, 'remote-path'),
    owner,
    signal: stop.signal,
  };
  try {
    const kept = keepLocal(local, stop.signal, (isThere) => tell.agent(isThere));
    if (socketOnly) tell.socketOnly();
    await Promise.race(socketOnly ? [kept] : [kept, keepRemote(ssh, tell)]);
  } catch (thrown) {
    if (!stop.signal.aborted) throw thrown;
  } finally {
    stop.now();
    await Promise.allSettled(open);
    await closeLocal(local);
  }
  tell.ended();
}

/** Connections that are still open. */
const open = new Set<Promise<void>>();

/** ssh would take a host that looks like an option as one. */
function check(host: string, socketOnly: boolean, options: readonly string[]): void {
  if (!/^[^-\s][\x21-\x7e]*$/.test(host)) throw usageError(`'${host}' is not the name of a machine.`);
  if (socketOnly && options.length > 0)
    throw usageError('--socket-only runs no ssh, so there can be no options for it.');
  if (!socketOnly || FORWARD_NAME.test(host)) return;
  const hint = 'Use at most 32 letters, digits, dots, underscores and hyphens.';
  throw usageError(`With --socket-only, HOST is a name of your choice, and '${host}' is not a valid one.`, hint);
}

/** Connects, and reconnects when the connection is lost; only a failure of the first attempt ends it. */
async function keepRemote(ssh: SshOptions, tell: Teller): Promise<never> {
  let pauseS = FIRST_PAUSE_S;
  for (let count = 0; ; count += 1) {
    try {
      const startedMs = performance.now();
      const { place, ended } = await connectRemote(ssh);
      open.add(ended);
      tell.ready(place);
      await ended;
      open.delete(ended);
      // A connection that lasted was not to blame.
      if (performance.now() - startedMs > 60_000) pauseS = FIRST_PAUSE_S;
    } catch (thrown) {
      if (count === 0 || ssh.signal.aborted) throw thrown;
      tell.failed(thrown);
    }
    ssh.signal.throwIfAborted();
    tell.lost(pauseS);
    await pause(pauseS * 1000, ssh.signal);
    pauseS = Math.min(2 * pauseS, LONGEST_PAUSE_S);
  }
}

/** The first Ctrl-C ends it cleanly, a second one immediately. */
function stopOnSignal(): { readonly signal: AbortSignal; now(): void } {
  const controller = new AbortController();
  const signals = endingSignals();
  const stop = () => {
    for (const signal of signals) process.off(signal, stop);
    controller.abort(new Error('stopped'));
  };
  for (const signal of signals) process.on(signal, stop);
  return { signal: controller.signal, now: stop };
}
