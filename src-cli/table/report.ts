/**
 * Shows a failure: a sentence and what to do next, on standard error even with --json (standard output has only the
 * answer). Returns the exit code. Loaded only when something failed.
 */
import { plainJson } from '../../src-shared/plain-json.ts';
import { CliError, EXIT, isCliError } from '../line/errors.ts';
import { plain, remark } from '../line/output.ts';

export interface Reported {
  readonly json: boolean;
  /** Replaces NAME in a hint, so that you can copy the hint as it is. */
  readonly profile?: string | undefined;
  /** What was typed after `latchkey`. */
  readonly words: readonly string[];
}

export function report(thrown: unknown, options: Reported): number {
  const error = isCliError(thrown) ? thrown : unexpected(thrown);
  const hint = plain(withoutCircle(hintOf(error, options.profile), options.words));
  const message = plain(error.message);
  if (options.json) remark(plainJson({ error: { code: error.code, message, hint } }));
  else remark(`latchkey: ${message}${hint === '' ? '' : `\n  hint: ${hint}`}`);
  return error.exit;
}

/** The agent's hint, in the words of the command line. */
function hintOf({ code, hint }: CliError, profile: string | undefined): string {
  if (code === 'request_malformed') return 'Run the command with --help to see its arguments and options.';
  return profile === undefined ? hint : hint.replace(/\bNAME\b/g, profile);
}

/** A hint never says to run the very command that has just failed. */
function withoutCircle(hint: string, words: readonly string[]): string {
  const typed = words.filter((word) => word !== '--json').join(' ');
  const isCircle = [...hint.matchAll(/`latchkey ([^`]+)`/g)].some(([, command]) => command === typed);
  return isCircle ? 'Try again. If that fails as well, restart Latchkey.' : hint;
}

/** A bug of ours. Its text is shown only on request, since it could contain anything. */
function unexpected(thrown: unknown): CliError {
  if (process.env['LATCHKEY_DEBUG'] === '1' && thrown instanceof Error) remark(thrown.stack ?? thrown.message);
  const hint = 'Please report this. LATCHKEY_DEBUG=1 shows where it happened.';
  return new CliError('internal', EXIT.failed, 'Something went wrong inside the latchkey command.', hint);
}
