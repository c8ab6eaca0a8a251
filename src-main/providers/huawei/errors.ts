/** What a refusal means for the person: our code and the next thing to do, in one table for each way to name it. No secret passes through here. */
import type { LatchkeyError } from '../../core/errors.ts';
import { failure, type Meaning, type Meanings, PERSON_WANTED, REGISTERS_AGAIN } from '../cloud/errors.ts';
import { wantsPerson } from '../shared/refusal-words.ts';
import type { Refusal } from './refusal.ts';

const LIKELY =
  'Most likely the region or the start URL is wrong: compare both with the IAM Identity Center console. ' +
  'Accounts of the Chinese and the international site are separate.';
const ASK = 'Ask the IAM Identity Center administrator for access.';
const GONE = 'The account or the agency is gone; run `latchkey roles NAME` to see the current ones.';
const ROLE = 'Check the account and the agency with `latchkey roles NAME`.';
const NOWHERE = 'There is nothing at that address: check --region, and oidc_endpoint and portal_endpoint if set.';

const refused = (hint: string): Meaning => ({ code: 'provider_refused', hint });
const THROTTLED: Meaning = { code: 'throttled' };
const TROUBLE: Meaning = { code: 'provider_error' };

/** The token service; `IN_REFRESH` has the cases that differ in a refresh. */
export const OIDC_WORDS: Meanings = {
  // Waiting, not failures: pollDevice handles these two before they get here.
  authorization_pending: refused('Sign in again.'),
  slow_down: THROTTLED,
  expired_token: { code: 'code_expired' },
  access_denied: { code: 'sign_in_denied' },
  invalid_grant: refused('Sign in again; the code was already used or replaced.'),
  invalid_client: { code: 'client_rejected', hint: REGISTERS_AGAIN },
  unauthorized_client: { code: 'client_rejected', hint: REGISTERS_AGAIN },
  invalid_client_metadata: {
    code: 'invalid_client_metadata',
    hint: "Check the profile's scopes, and update Latchkey.",
  },
  invalid_scope: { code: 'invalid_scope', hint: 'Use --scope openid, or leave out the scopes.' },
  unsupported_grant_type: { code: 'flow_unsupported', hint: 'Ask the IAM Identity Center administrator.' },
  server_error: TROUBLE,
  temporarily_unavailable: TROUBLE,
};

/** Only these three end a sign-in; the others leave it as it is. */
export const IN_REFRESH: Meanings = {
  access_denied: refused(ASK),
  expired_token: { code: 'sign_in_needed' },
  invalid_grant: { code: 'sign_in_needed' },
  // No refresh is documented: a token that says so cannot be refreshed.
  unsupported_grant_type: { code: 'sign_in_needed' },
};

/** The service's own codes, as far as its pages list them; 400 says no more than the status does. */
export const OIDC_NUMBERS: Meanings = {
  '404': refused(LIKELY),
  '1000': refused(ASK),
  '1001': refused(ASK),
  '1002': refused(LIKELY),
  '1003': refused(ASK),
  '1004': refused(ASK),
  '1006': THROTTLED,
  '1007': THROTTLED,
};

export const PORTAL_WORDS: Meanings = {
  expired_token: { code: 'access_token_rejected' },
  invalid_token: { code: 'access_token_rejected' },
  access_denied: { code: 'role_forbidden' },
  slow_down: THROTTLED,
  server_error: TROUBLE,
  temporarily_unavailable: TROUBLE,
};

export const PORTAL_NUMBERS: Meanings = {
  '404': { code: 'role_forbidden', hint: GONE },
  '1000': { code: 'role_forbidden' },
  '1001': { code: 'role_forbidden' },
  '1002': { code: 'role_forbidden', hint: GONE },
  '1003': { code: 'role_forbidden' },
  '1004': { code: 'role_forbidden' },
  '1006': THROTTLED,
  '1007': THROTTLED,
};

const PORTAL_STATUS: Meanings = {
  '400': refused(ROLE),
  '403': { code: 'role_forbidden' },
  '404': { code: 'role_forbidden', hint: GONE },
};

/** The gateway in front speaks about itself, not about a sign-in or a role. */
export const GATEWAY: Meanings = {
  '0101': refused(NOWHERE),
  '0308': THROTTLED,
};

export type Step = 'register' | 'sign-in' | 'refresh';

/** `what` completes a sentence that starts with the server's name. */
export function oidcRefused(name: string, what: string, refusal: Refusal, step: Step = 'sign-in'): LatchkeyError {
  const { word, number, status } = refusal;
  const inRefresh = step === 'refresh' ? IN_REFRESH[word] : undefined;
  const asks = step === 'refresh' && wantsPerson(word) ? PERSON_WANTED : undefined;
  const known = inRefresh ?? OIDC_WORDS[word] ?? asks ?? OIDC_NUMBERS[number] ?? common(refusal);
  // RFC 6749 section 5.2: 401 is about the client; this vague, it is not enough to end an existing sign-in.
  const byStatus =
    status === 401 && step === 'sign-in'
      ? { code: 'client_rejected' as const, hint: REGISTERS_AGAIN }
      : refused(LIKELY);
  return failure(name, what, refusal, known ?? byStatus);
}

export function portalRefused(name: string, what: string, refusal: Refusal): LatchkeyError {
  const { word, number, status } = refusal;
  // Whoever says it: without an accepted token nothing else was checked.
  const rejected: Meaning | undefined = status === 401 ? { code: 'access_token_rejected' } : undefined;
  const known = rejected ?? PORTAL_WORDS[word] ?? PORTAL_NUMBERS[number] ?? common(refusal);
  return failure(name, what, refusal, known ?? PORTAL_STATUS[status] ?? { code: 'provider_refused' });
}

function common({ gateway, status }: Refusal): Meaning | undefined {
  // 409: two requests at once, says the service; treated as too many.
  if (status === 429 || status === 409) return THROTTLED;
  return gateway === '' ? undefined : (GATEWAY[gateway] ?? TROUBLE);
}
