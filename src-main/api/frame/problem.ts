/**
 * Failures as RFC 9457 problem details. Anything thrown while a request is served ends here; unknown errors become
 * `internal` and their text goes nowhere.
 */

import { HTTPException } from 'hono/http-exception';
import { plainJson } from '../../../src-shared/plain-json.ts';
import { asLatchkeyError, ERRORS, LatchkeyError } from '../../core/errors.ts';
import type { Log } from '../../core/ports.ts';
import type { Problem } from '../schemas/schemas.ts';

/** The most that is quoted of a caller's input. */
const MAX_QUOTED = 80;

/** Headers of every answer: no cache may store it, and it may not be read as another type. */
export const PLAIN_HEADERS = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' } as const;

export function problemOf(error: LatchkeyError): Problem {
  const words = error.code.replaceAll('_', ' ');
  return {
    type: `urn:latchkey:error:${error.code}`,
    title: words.charAt(0).toUpperCase() + words.slice(1),
    status: ERRORS[error.code].status,
    detail: error.message,
    code: error.code,
    hint: error.hint,
    exit: error.exit,
  };
}

export function problemResponse(error: LatchkeyError): Response {
  const problem = problemOf(error);
  return new Response(plainJson(problem), {
    status: problem.status,
    headers: { ...PLAIN_HEADERS, 'Content-Type': 'application/problem+json' },
  });
}

/** The router's own exceptions are about the body's form; everything else is ours or `internal`. */
export function errorOf(thrown: unknown): LatchkeyError {
  if (!(thrown instanceof HTTPException)) return asLatchkeyError(thrown);
  if (thrown.status === 415) {
    return new LatchkeyError('request_malformed', 'The body is not declared as JSON.', {
      hint: 'Send it with the header Content-Type: application/json.',
    });
  }
  if (thrown.status < 500) return new LatchkeyError('request_malformed', 'The body is not valid JSON.');
  return asLatchkeyError(undefined);
}

/** `method` and `path` are quoted back to the sender, shortened. */
export function noSuchRoute(method: string, path: string): LatchkeyError {
  return new LatchkeyError('not_found', `There is no ${method.slice(0, 10)} ${path.slice(0, MAX_QUOTED)} here.`);
}

export function noSuchProfile(name: string): LatchkeyError {
  return new LatchkeyError('profile_unknown', `There is no profile named '${name.slice(0, MAX_QUOTED)}'.`);
}

export function noSuchRole(profile: string, role: string): LatchkeyError {
  return new LatchkeyError('role_unknown', `${profile} has no role named '${role.slice(0, MAX_QUOTED)}'.`);
}

/** The text of an unknown error may contain anything; its class is enough to start looking. */
export function logInternal(thrown: unknown, door: string, method: string, log: Log | undefined): void {
  const error = thrown instanceof Error ? (thrown.cause ?? thrown) : thrown;
  log?.warn('request_failed', { door, method, error: error instanceof Error ? error.name : typeof error });
}
