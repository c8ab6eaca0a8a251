/**
 * Every failure that a person or a program can meet: a stable code, one plain sentence, and the next thing to do.
 */
import { present } from '../../src-shared/present.ts';
import { ERRORS } from './error-table.ts';
import { plainText } from './plain-text.ts';

export { ERRORS, EXIT } from './error-table.ts';

export type ErrorCode = keyof typeof ERRORS;

export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(ERRORS, value);
}

/** A provider's own words are far shorter, and a menu or a notification has one line for all of it. */
const LONGEST_MESSAGE = 1_000;

interface ErrorOptions {
  readonly hint?: string;
  readonly cause?: unknown;
  readonly sent?: false;
  readonly grantStays?: true;
}

export class LatchkeyError extends Error {
  override readonly name = 'LatchkeyError';
  readonly code: ErrorCode;
  readonly hint: string;
  /** False: the request certainly never reached the provider (no connection). Undefined: it may have. */
  readonly sent: false | undefined;
  /** With `sign_in_needed`: the provider wants the person, but has not ended the sign-in. Its refresh token is kept. */
  readonly grantStays: true | undefined;

  /**
   * `message` is one plain sentence without a secret; invisible characters are removed here, since it may repeat
   * outside text. `cause` is kept for developers and never shown or serialized.
   */
  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(
      plainText(message).slice(0, LONGEST_MESSAGE),
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.code = code;
    this.hint = plainText(options.hint ?? ERRORS[code].hint);
    this.sent = options.sent;
    this.grantStays = options.grantStays;
  }

  /** The same error with another hint. */
  hinting(hint: string): LatchkeyError {
    const { sent, grantStays } = this;
    return new LatchkeyError(this.code, this.message, { hint, cause: this, ...present({ sent, grantStays }) });
  }

  /** Process exit code for a program that ends because of this. */
  get exit(): number {
    return ERRORS[this.code].exit;
  }
}

/** Anything thrown, as a LatchkeyError; unknown errors become `internal`, and their text is not passed on. */
export function asLatchkeyError(thrown: unknown): LatchkeyError {
  if (thrown instanceof LatchkeyError) return thrown;
  return new LatchkeyError('internal', 'Something went wrong inside Latchkey.', { cause: thrown });
}

/** Failures that say nothing about the sign-in: the same request may succeed later (RFC 6749 section 5.2 has no such code). */
export function isTransient(error: LatchkeyError): boolean {
  return ERRORS[error.code].status === 503 || error.code === 'internal';
}
