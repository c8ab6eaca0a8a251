/**
 * The errors of the command line itself. The agent's errors arrive with their own code, sentence, hint and exit code and
 * are passed on unchanged; the codes used here are the agent's.
 */

/** Process exit codes; the same as the agent's (design: exit codes are fixed so that scripts can rely on them). */
export const EXIT = { failed: 1, usage: 2, signInNeeded: 3, agentNotRunning: 4, refused: 5, notAllowed: 8 } as const;

export class CliError extends Error {
  override readonly name = 'CliError';
  readonly code: string;
  readonly hint: string;
  readonly exit: number;

  constructor(code: string, exit: number, message: string, hint: string) {
    super(message);
    this.code = code;
    this.exit = exit;
    this.hint = hint;
  }
}

/** Checked by name: the quick commands are bundled separately and have their own copy of the class. */
export function isCliError(thrown: unknown): thrown is CliError {
  return thrown instanceof Error && thrown.name === 'CliError';
}

export function usageError(message: string, hint = 'Run `latchkey --help` to see the commands.'): CliError {
  return new CliError('usage', EXIT.usage, message, hint);
}

export function agentNotRunning(message = 'The Latchkey agent is not running.'): CliError {
  const hint = 'Start the Latchkey app, or run `latchkey agent` in another terminal.';
  return new CliError('agent_not_running', EXIT.agentNotRunning, message, hint);
}

/** The agent's answer was cut off, or this version does not understand it. */
export function answerBroken(message: string): CliError {
  const hint = 'Run `latchkey doctor`. The agent and this command should be the same version.';
  return new CliError('internal', EXIT.failed, message, hint);
}

interface Problem {
  readonly code?: unknown;
  readonly detail?: unknown;
  readonly title?: unknown;
  readonly message?: unknown;
  readonly hint?: unknown;
  readonly exit?: unknown;
}

const text = (value: unknown, otherwise: string): string => (typeof value === 'string' && value ? value : otherwise);

/** Turns a problem document (RFC 9457) or an error in a View into an error of ours. */
export function fromAgent(problem: unknown): CliError {
  const given: Problem = typeof problem === 'object' && problem !== null ? problem : {};
  const message = text(given.detail, text(given.message, text(given.title, 'The agent reported an unknown problem.')));
  const exit = Number.isInteger(given.exit) ? Number(given.exit) : EXIT.failed;
  return new CliError(text(given.code, 'internal'), exit, message, text(given.hint, 'Run `latchkey doctor`.'));
}
