/** What a provider's refusal means for the person: OAuth error codes to ours. No secret passes through here. */
import { type ErrorCode, LatchkeyError } from '../../../core/errors.ts';

/** An error answer of an OAuth endpoint (RFC 6749 section 5.2, RFC 7591 section 3.2.2). */
export interface Refusal {
  readonly status: number;
  /** The server's code, or empty if it sent no readable one. */
  readonly error: string;
  /** Cleaned for people, or empty. */
  readonly description: string;
  /** Seconds, from Retry-After. */
  readonly retryAfterS?: number;
  /** Its text mentions concurrent requests or trying again. */
  readonly asksAgain?: boolean;
}

export type Meanings = Readonly<Record<string, ErrorCode>>;

/** The same at every endpoint. RFC 6749 section 4.1.2.1: these two stand for a 5xx. */
const COMMON: Meanings = {
  invalid_client: 'client_rejected',
  // GitHub's name for it.
  incorrect_client_credentials: 'client_rejected',
  unauthorized_client: 'client_rejected',
  invalid_scope: 'invalid_scope',
  access_denied: 'sign_in_denied',
  // Microsoft Entra's name for it.
  authorization_declined: 'sign_in_denied',
  server_error: 'provider_error',
  temporarily_unavailable: 'provider_error',
};

/** Anything else is `provider_refused`. */
export function refused(name: string, what: string, refusal: Refusal, meanings: Meanings = {}): LatchkeyError {
  const code = meanings[refusal.error] ?? COMMON[refusal.error] ?? 'provider_refused';
  return new LatchkeyError(code, `${name} ${what}${because(refusal)}.`);
}

/** In parentheses. The status stands in for an error code that is missing. */
export function because({ error, description, status }: Omit<Refusal, 'status'> & { status?: number }): string {
  const said = error || (status === undefined ? '' : `status ${status}`);
  const words = [said, description].filter(Boolean).join(': ');
  return words && ` (${words})`;
}

const AGAIN = /\b(?:concurrent|retry|retried|retrying|try again)\b/i;
const LONGEST_TEXT = 2000;

/** Checks the whole text, of which people see only the start: Hydra says it last. */
export function speaksOfTryingAgain(...texts: unknown[]): boolean {
  return texts.some((text) => typeof text === 'string' && AGAIN.test(text.slice(0, LONGEST_TEXT)));
}
