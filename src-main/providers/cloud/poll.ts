/** What a refused poll for tokens means (RFC 8628 section 3.5): not yet, slower, or the end. */
import { present } from '../../../src-shared/present.ts';
import type { LatchkeyError } from '../../core/errors.ts';
import type { DevicePoll } from '../../core/provider/provider.ts';
import { pollSaying } from '../shared/refusal-words.ts';

export interface RefusedPoll {
  /** The RFC's error code, or any other text. */
  readonly word: string;
  /** Seconds, from Retry-After. */
  readonly retryAfterS: number | undefined;
  /** Might mean "not yet". */
  readonly unclear?: boolean;
  /** Makes the error; `what` completes a sentence that starts with the server's name. */
  refused(what: string): LatchkeyError;
}

/** Throws whatever ends the sign-in. */
export function refusedPoll({ word, retryAfterS, unclear, refused }: RefusedPoll): DevicePoll {
  if (word === 'authorization_pending') return present({ kind: 'pending' as const, retryAfterS });
  const error = refused(pollSaying(word));
  if (error.code === 'throttled') return present({ kind: 'slow-down' as const, retryAfterS });
  if (unclear) return { kind: 'unknown-refusal', error };
  throw error;
}
