/** What a refusal by a cloud means for the person: our code and the next thing to do. No secret passes through here. */
import { present } from '../../../src-shared/present.ts';
import { type ErrorCode, LatchkeyError } from '../../core/errors.ts';
import { wantsPerson } from '../shared/refusal-words.ts';

/** A 4xx of a service: what every cloud's refusal has. */
export interface CloudRefusal {
  readonly status: number;
  /** What the sentence quotes: the service's own code and reason. */
  readonly said: string;
  /** Cleaned for people, or empty. */
  readonly description: string;
  /** Seconds, from Retry-After. */
  readonly retryAfterS?: number;
}

export interface Meaning {
  readonly code: ErrorCode;
  /** Defaults to the hint of the code. */
  readonly hint?: string | undefined;
  /** As in `LatchkeyError`. */
  readonly grantStays?: true;
}
export type Meanings = Readonly<Record<string, Meaning>>;

/** The hint when the service no longer takes the registered client. */
export const REGISTERS_AGAIN = 'Sign in again; Latchkey will register itself again.';

/** `what` completes a sentence that starts with the server's name. */
export function failure(
  name: string,
  what: string,
  refusal: CloudRefusal,
  { code, hint, grantStays }: Meaning,
): LatchkeyError {
  const { said, description } = refusal;
  const because = description ? `${said}: ${description}` : said;
  return new LatchkeyError(code, `${name} ${what} (${because}).`, present({ hint, grantStays }));
}

/** The effect of a refresh refused with `word`; `ending` lists the words that end the sign-in. Completes a sentence. */
export function refreshSaying(word: string, ending: readonly string[]): string {
  if (ending.includes(word)) return 'has ended the sign-in';
  return wantsPerson(word) ? 'wants you to sign in again' : 'did not refresh the token';
}

/** Asks for a sign-in, but does not end one. */
export const PERSON_WANTED: Meaning = { code: 'sign_in_needed', grantStays: true };
