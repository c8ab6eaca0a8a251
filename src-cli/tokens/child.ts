/** Runs a program in our place, with our standard input and output and our signals, and returns how it ended. It knows no credentials. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';
import { CliError } from '../line/errors.ts';
import { isUnderNohup } from '../line/nohup.ts';
import { unblockUsr1 } from './blocked-signal.ts';
import { hasIt, PASSED_ON } from './child-signals.ts';
import { inheritedFiles } from './inherited-files.ts';

export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The number of the signal; 0 without one. */
  readonly number: number;
}

/** Rejects with a CliError of exit code 127 (there is no such program) or 126 (it cannot be run), as in shells. */
export async function runChild(program: string, words: readonly string[], env: NodeJS.ProcessEnv): Promise<Ending> {
  const ignoresHangUp = isUnderNohup();
  let child: ChildProcess | undefined;
  const passOn = (signal: NodeJS.Signals) => {
    if (!hasIt(signal) && !(signal === 'SIGHUP' && ignoresHangUp)) child?.kill(signal);
  };
  // Before the program starts: a signal must not end us and leave it alone.
  for (const signal of PASSED_ON) process.on(signal, passOn);
  try {
    child = started(ignoresHangUp ? ['nohup', program, ...words] : [program, ...words], env);
    void unblockUsr1();
    return await endOf(child, program);
  } finally {
    // Not earlier: a signal that arrives while the run is being ended must not end us first.
    setImmediate(() => {
      for (const signal of PASSED_ON) process.off(signal, passOn);
    });
  }
}

function endOf(child: ChildProcess, program: string): Promise<Ending> {
  return new Promise((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) => reject(cannotRun(program, error)));
    child.once('exit', (code, signal) => {
      resolve({ code, signal, number: signal === null ? 0 : constants.signals[signal] });
    });
  });
}

function started([program = '', ...words]: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  try {
    return spawn(program, words, { env, stdio: [...inheritedFiles()] });
  } catch (thrown) {
    // Node throws some reasons, such as E2BIG, and emits the others.
    throw cannotRun(program, thrown as NodeJS.ErrnoException);
  }
}

function cannotRun(program: string, { code = 'unknown reason' }: NodeJS.ErrnoException): CliError {
  const shown = program.slice(0, 200);
  if (code === 'ENOENT') return notFound(program, shown);
  if (code === 'E2BIG') {
    const hint = 'Linux takes 128 KiB for one variable. Have the program run `latchkey token NAME`, or ask the agent.';
    return unusable(
      `The program ${shown} cannot be run: its arguments and environment are too large for this system.`,
      hint,
    );
  }
  const hint = 'Check that it is a program and that you may execute it (`ls -l`).';
  return unusable(`The program ${shown} cannot be run (${code}).`, hint);
}

/** The system says the same of a missing program and of a missing interpreter of a script (execve(2)). */
function notFound(program: string, shown: string): CliError {
  if (isThere(program)) {
    const hint = 'Check that line. If the file has Windows line ends, convert it with `dos2unix`.';
    return unusable(
      `The program ${shown} cannot be run: its first line names an interpreter that does not exist.`,
      hint,
    );
  }
  const where = program.includes('/') ? 'at that path' : 'in PATH';
  const hint = 'Check the name. Shell functions and aliases are not programs; run one with `bash -ic …`.';
  return new CliError('program_unknown', 127, `There is no program ${shown} ${where}.`, hint);
}

const unusable = (message: string, hint: string): CliError => new CliError('program_unusable', 126, message, hint);

function isThere(program: string): boolean {
  if (program.includes('/')) return existsSync(program);
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));
}
