/** The one error class of this client: the agent's stable code, one plain sentence, and what to do next. */
import type { Problem } from './openapi.ts';

/** The codes in docs/errors.md; an agent that is newer than this client may have others. */
export type ErrorCode = Problem['code'] | (string & {});

/** Including `cause`, as for every Error. */
interface Circumstances extends ErrorOptions {
  readonly status?: number | undefined;
}

export class LatchkeyError extends Error {
  override readonly name = 'LatchkeyError';
  readonly code: ErrorCode;
  /** What to do next. */
  readonly hint: string;
  /** The HTTP status of the answer; undefined if there was no answer, for example because the agent is not running. */
  readonly status: number | undefined;

  constructor(code: ErrorCode, message: string, hint: string, { status, ...options }: Circumstances = {}) {
    super(message, options);
    this.code = code;
    this.hint = hint;
    this.status = status;
  }
}

export function agentNotRunning(message = 'The Latchkey agent is not running.', cause?: unknown): LatchkeyError {
  const hint = 'Start the Latchkey app, or run `latchkey agent` in another terminal.';
  return new LatchkeyError('agent_not_running', message, hint, cause === undefined ? {} : { cause });
}

export function answerBroken(message = 'The program at the socket is not a Latchkey agent.'): LatchkeyError {
  const hint = 'Run `latchkey doctor`. The agent and this client should be the same version.';
  return new LatchkeyError('internal', message, hint);
}

/** Turns a problem document (RFC 9457) or an error in a View into an error of ours. */
export function fromAgent(problem: unknown, status?: number): LatchkeyError {
  const given: Record<string, unknown> = typeof problem === 'object' && problem !== null ? { ...problem } : {};
  const text = (otherwise: string, ...names: readonly string[]): string => {
    const found = names.map((name) => given[name]).find((value) => typeof value === 'string' && value !== '');
    return typeof found === 'string' ? found : otherwise;
  };
  const message = text('The agent reported an unknown problem.', 'detail', 'message', 'title');
  return new LatchkeyError(text('internal', 'code'), message, text('Run `latchkey doctor`.', 'hint'), { status });
}
