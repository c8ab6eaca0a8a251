/**
 * The agent in the foreground under plain Node, for machines without a display and for `latchkey agent`. Standard
 * output stays empty; standard error gets one line that says where it listens, and the log only on request.
 */

import { watchNetwork } from './adapters/network/watch.ts';
import { jsonLog } from './adapters/system/log.ts';
import { logStream } from './adapters/system/log-file.ts';
import { forbidDumps } from './adapters/system/no-dump.ts';
import { type Composed, compose } from './compose.ts';
import { asLatchkeyError, ERRORS, type LatchkeyError } from './core/errors.ts';
import type { Vault } from './core/ports.ts';

export interface HeadlessOptions {
  /** keychain, file or memory; absent: LATCHKEY_VAULT, else whatever the machine has. */
  readonly vault?: string | undefined;
  /** Also serve the window's page on loopback. */
  readonly page?: boolean | undefined;
  /** Log to standard error; LATCHKEY_LOG=stderr or a path does the same or names a file. */
  readonly verbose?: boolean | undefined;
  /** The signals that end it; the default is all that ask a process to end. */
  readonly signals?: readonly NodeJS.Signals[];
}

/** Runs until a signal ends it; then ends the process with 0, or with the exit code of what kept it from starting. */
export async function runHeadless(options: HeadlessOptions = {}): Promise<void> {
  quietExperiments();
  let composed: Composed | undefined;
  let unwatch = (): void => {};
  const leave = (code: number) => exit(code, composed?.isVaultStuck() ?? false);
  const ending = firstSignal(options.signals ?? ['SIGINT', 'SIGTERM', 'SIGHUP'], leave);
  const start = async () => {
    await forbidDumps();
    composed = await compose({
      log: jsonLog(logStream(options.verbose ? 'stderr' : process.env['LATCHKEY_LOG'])),
      vault: options.vault,
      offersFile: process.stdin.isTTY,
      quit: () => ending.now('quit'),
      // Only where a person reads along, and wants a page.
      showLink: (link) => options.page && process.stderr.isTTY && sayLink(link),
    });
    stopWithoutVault(composed, options);
    await composed.agent.start();
    unwatch = watchNetwork(composed.agent);
    await announce(composed, options);
    await ending.told;
  };
  try {
    // A signal counts during the start as well, which may wait for a passphrase.
    await Promise.race([start(), ending.told]);
    if (isByPerson(await ending.told)) composed?.quit();
    unwatch();
    await composed?.close();
    leave(0);
  } catch (thrown) {
    const error = asLatchkeyError(thrown);
    printError(error);
    await composed?.close();
    leave(ERRORS[error.code].exit);
  }
}

/** Closing the terminal is no word about the agent, nor is the end of a job whose command started it. */
function isByPerson(told: NodeJS.Signals | 'quit'): boolean {
  return told !== 'SIGHUP' && (told !== 'SIGTERM' || process.env['LATCHKEY_BACKGROUND'] !== '1');
}

interface Ending {
  /** What ended the agent. */
  readonly told: Promise<NodeJS.Signals | 'quit'>;
  now(by: 'quit'): void;
}

/** A second signal does not wait for anything. */
function firstSignal(signals: readonly NodeJS.Signals[], leave: (code: number) => void): Ending {
  let now: (by: NodeJS.Signals | 'quit') => void = () => {};
  const told = new Promise<NodeJS.Signals | 'quit'>((resolve) => {
    now = resolve;
  });
  let seen = 0;
  const onSignal = (signal: NodeJS.Signals, number: number) => {
    seen += 1;
    if (seen > 1) leave(128 + number);
    now(signal);
  };
  for (const signal of signals) process.on(signal, onSignal);
  return { told, now };
}

/** What Node 20 calls experimental is stable in later versions; other warnings are shown as before. */
function quietExperiments(): void {
  const shows = process.listeners('warning');
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    if (warning.name !== 'ExperimentalWarning') for (const show of shows) show(warning);
  });
}

/** Node joins its worker threads on exit; one that hangs inside the keychain would keep the process forever. */
function exit(code: number, isStuck: boolean): void {
  if (isStuck) process.kill(process.pid, 'SIGKILL');
  process.exit(code);
}

/**
 * No vault at all and none chosen: the person is at the terminal now and can choose. A locked one is different: it can
 * be unlocked.
 */
function stopWithoutVault({ vaultProblem }: Composed, { vault }: HeadlessOptions): void {
  const chosen = vault ?? process.env['LATCHKEY_VAULT'];
  if (vaultProblem?.code === 'vault_missing' && !chosen) throw vaultProblem;
}

const WHERE: Readonly<Record<Vault['kind'], string>> = {
  keychain: 'secrets in the keychain',
  file: 'secrets in an encrypted file',
  memory: 'secrets in memory only, gone when it stops',
};

async function announce(composed: Composed, options: HeadlessOptions): Promise<void> {
  const page = options.page ? await composed.openPage() : undefined;
  const socket = await composed.openSocket();
  say(`latchkey: listening at ${socket.path}, ${WHERE[composed.ports.vault.kind]}. Press Ctrl-C to stop.`);
  if (page) sayLink(page.link);
  if (composed.vaultProblem) printError(composed.vaultProblem);
}

const sayLink = (link: string): void => say(`latchkey: the window is at ${link} (the link works once).`);

function printError(error: LatchkeyError): void {
  say(`latchkey: ${error.message}`);
  say(`  hint: ${error.hint}`);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
