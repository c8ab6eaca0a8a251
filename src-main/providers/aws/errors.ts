/**
 * What each exception of the two services means for the person: our code and the next thing to do, in one table each.
 * It also recognizes an exception on the wire. No secret passes through here.
 */

import { present } from '../../../src-shared/present.ts';
import type { LatchkeyError } from '../../core/errors.ts';
import {
  type CloudRefusal,
  failure,
  type Meaning,
  type Meanings,
  PERSON_WANTED,
  REGISTERS_AGAIN,
} from '../cloud/errors.ts';
import type { Json } from '../shared/http.ts';
import { readableText } from '../shared/readable.ts';
import { pollWord, textIn, wantsPerson, wordIn } from '../shared/refusal-words.ts';

/** A 4xx of either service. */
export interface Refusal extends CloudRefusal {
  /** Name of the model's shape, or empty if none was recognized. */
  readonly exception: string;
  /** As an RFC spells it, or empty. */
  readonly word: string;
  /** If the service names the region to use instead. */
  readonly region?: string;
}

const REFUSED: Meaning = { code: 'provider_refused' };
const AGAIN = 'Sign in again.';
const KMS = 'Ask the Identity Center administrator: its AWS KMS key cannot be used.';

/** The OIDC service; `IN_REFRESH` has the cases that differ in a refresh. */
export const OIDC_MEANINGS: Meanings = {
  AccessDeniedException: { code: 'sign_in_denied' },
  // Waiting, not failures: pollDevice handles these two before they get here.
  AuthorizationPendingException: { code: 'provider_refused', hint: AGAIN },
  SlowDownException: { code: 'throttled' },
  ExpiredTokenException: { code: 'code_expired' },
  InternalServerException: { code: 'provider_error' },
  InvalidClientException: { code: 'client_rejected', hint: REGISTERS_AGAIN },
  InvalidClientMetadataException: {
    code: 'invalid_client_metadata',
    hint: "Check the profile's entitled_application_arn and scopes, and update Latchkey.",
  },
  InvalidGrantException: { code: 'provider_refused', hint: 'Sign in again; the code was already used or replaced.' },
  InvalidRedirectUriException: {
    code: 'invalid_redirect_uri',
    hint: "Sign in with --flow device; the profile's application may not use the loopback redirect.",
  },
  InvalidRequestException: {
    code: 'provider_refused',
    hint: 'Most likely the region or the start URL is wrong: compare both with the Identity Center console.',
  },
  InvalidRequestRegionException: {
    code: 'provider_refused',
    hint: 'Set --region to the region of the Identity Center.',
  },
  InvalidScopeException: {
    code: 'invalid_scope',
    hint: 'Use --scope sso:account:access, or ask the administrator which scopes exist.',
  },
  TooManyRequestsException: { code: 'throttled' },
  UnauthorizedClientException: { code: 'client_rejected', hint: REGISTERS_AGAIN },
  UnsupportedGrantTypeException: { code: 'flow_unsupported' },
};

/** Only these two end a sign-in; the others leave it as it is. */
const IN_REFRESH: Meanings = {
  AccessDeniedException: { code: 'provider_refused', hint: 'Ask the Identity Center administrator for access.' },
  ExpiredTokenException: { code: 'sign_in_needed' },
  InvalidGrantException: { code: 'sign_in_needed' },
  UnsupportedGrantTypeException: { code: 'provider_refused', hint: AGAIN },
};

/** The portal, including the 403 that is not in the model: it is about the role, never about the token. */
export const PORTAL_MEANINGS: Meanings = {
  ForbiddenException: { code: 'role_forbidden' },
  InvalidRequestException: {
    code: 'provider_refused',
    hint: 'Check the account number and the role name with `latchkey roles NAME`.',
  },
  ResourceNotFoundException: {
    code: 'role_forbidden',
    hint: 'The account or the role is gone; run `latchkey roles NAME` to see the current ones.',
  },
  TooManyRequestsException: { code: 'throttled' },
  UnauthorizedException: { code: 'access_token_rejected' },
};

/** A gateway in between may answer without a name. */
const PORTAL_BY_STATUS: Readonly<Record<number, string>> = {
  400: 'InvalidRequestException',
  401: 'UnauthorizedException',
  403: 'ForbiddenException',
  404: 'ResourceNotFoundException',
};

/** `invalid_client` -> `InvalidClientException`; the one name that differs is `server_error`. */
function byError(error: string): string {
  if (error === 'server_error') return 'InternalServerException';
  const words = error.split('_').map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`);
  return `${words.join('')}Exception`;
}

/** `com.amazonaws.x#NameException`, or `NameException:http://…`. */
function byType(type: unknown): string {
  return typeof type === 'string' ? (/^(?:[^#:,]*#)?(\w{1,64})(?:[:,].*)?$/.exec(type.trim())?.[1] ?? '') : '';
}

/**
 * Body `error` first, then the header, then `__type`: SDKs read only the latter two, the service is most reliable in
 * the first.
 */
export function exceptionOf(json: Json, headers: Headers): string {
  const error = byError(pollWord(wordIn(json)));
  const header = byType(headers.get('x-amzn-errortype'));
  // Its `error` is invalid_request as well; its region, or its name, identifies it.
  const named = [header, byType(json['__type'])];
  const elsewhere = 'InvalidRequestRegionException';
  if (error === 'InvalidRequestException' && (regionOf(json) !== undefined || named.includes(elsewhere)))
    return elsewhere;
  const known = (name: string) => Object.hasOwn(OIDC_MEANINGS, name) || Object.hasOwn(PORTAL_MEANINGS, name);
  return [error, ...named].find(known) ?? '';
}

function regionOf(json: Json): string | undefined {
  const { region } = json;
  return typeof region === 'string' && /^[a-z0-9-]{4,32}$/.test(region) ? region : undefined;
}

export function refusalOf(status: number, json: Json, headers: Headers, retryAfterS: number | undefined): Refusal {
  const exception = exceptionOf(json, headers);
  const word = wordIn(json);
  const reason = typeof json['reason'] === 'string' && /^\w{1,64}$/.test(json['reason']) ? json['reason'] : '';
  return {
    status,
    exception,
    word,
    said: [word || exception || `status ${status}`, reason].filter(Boolean).join(', '),
    description: readableText(json['error_description'] ?? json['message'] ?? json['Message']) || textIn(json),
    ...present({ region: regionOf(json), retryAfterS }),
  };
}

/** `what` completes a sentence that starts with the server's name. */
export function oidcRefused(
  name: string,
  what: string,
  refusal: Refusal,
  step: 'sign-in' | 'refresh' = 'sign-in',
): LatchkeyError {
  const { exception, region, said, word } = refusal;
  const inRefresh = step === 'refresh' ? IN_REFRESH[exception] : undefined;
  const unknown = step === 'refresh' && wantsPerson(word) ? PERSON_WANTED : REFUSED;
  const meaning = inRefresh ?? OIDC_MEANINGS[exception] ?? unknown;
  const known = said.includes('KMS_') ? KMS : region === undefined ? meaning.hint : `Set --region ${region}.`;
  return failure(name, what, refusal, { ...meaning, hint: known });
}

export function portalRefused(name: string, what: string, refusal: Refusal): LatchkeyError {
  const byStatus = PORTAL_MEANINGS[PORTAL_BY_STATUS[refusal.status] ?? ''];
  return failure(name, what, refusal, PORTAL_MEANINGS[refusal.exception] ?? byStatus ?? { code: 'provider_refused' });
}
