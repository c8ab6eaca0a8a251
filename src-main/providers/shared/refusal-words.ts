/**
 * A service's name for its refusal, and which of these words mean the same everywhere. RFC 6749 section 5.2 puts the
 * word into `error`; gateways and older services put it one member deeper, under another name or in another spelling.
 * Pure.
 */
import type { Json } from './http.ts';
import { readableCode, readableText } from './readable.ts';

const CODES = ['error', 'code', 'error_code', 'errorCode', 'type', 'status'];
const TEXTS = ['error_description', 'message', 'error_msg', 'errorMsg', 'description', 'detail'];

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The object itself, and the objects directly in it or in a list in it. */
export function levelsOf(json: Json): Json[] {
  const deeper = Object.values(json).flatMap((value) => (Array.isArray(value) ? value.slice(0, 4) : [value]));
  return [json, ...deeper.filter(isObject)];
}

/** The word for the refusal as RFC 6749 spells it, or empty if none can be read. */
export function wordIn(json: Json): string {
  const [top, ...deeper] = levelsOf(json);
  const exact = readableCode(top?.['error']);
  if (exact) return exact;
  const named = [...deeper.flatMap((level) => CODES.map((name) => level[name])), ...CODES.map((name) => top?.[name])];
  return named.map(spelled).find(Boolean) ?? '';
}

/** What it says for people, cleaned, or empty. */
export function textIn(json: Json): string {
  const texts = levelsOf(json).flatMap((level) => TEXTS.map((name) => readableText(level[name])));
  return texts.find(Boolean) ?? '';
}

/** `INVALID_GRANT`, `InvalidGrant` and `InvalidGrantException` as `invalid_grant`; a sentence has no such form. */
function spelled(value: unknown): string {
  if (typeof value !== 'string' || !/^[A-Za-z][A-Za-z_.-]*$/.test(value)) return '';
  const name = value.replace(/Exception$/, '');
  const parted = /[a-z]/.test(name) ? name.replace(/(?<=[a-z])(?=[A-Z])/g, '_') : name;
  return readableCode(parted.toLowerCase());
}

/** RFC 6750 section 3.1: a bearer challenge, as the members of a JSON answer. */
export function challengeOf(headers: Headers): Json | undefined {
  const challenge = headers.get('www-authenticate') ?? '';
  const member = (name: string) => new RegExp(`(?:^|[\\s,])${name}="([^"]{1,500})"`, 'i').exec(challenge)?.[1];
  const error = member('error');
  return error === undefined ? undefined : { error, error_description: member('error_description') };
}

/** Answers to a refresh, besides the `*_required` family, that leave the sign-in as it is and that only the person can fix. */
const PERSON_WANTED = new Set([
  'insufficient_user_authentication', // RFC 9470
  'unmet_authentication_requirements', // OpenID Connect Unmet Authentication Requirements 1.0
  'invalid_token', // RFC 6750, about a refresh token
  'expired_token',
  'token_expired',
  'token_revoked',
]);

/** OpenID Connect Core section 3.1.2.6 has `login_required` and its like; servers add others, such as `mfa_required`. */
export const wantsPerson = (word: string): boolean => /_required$/.test(word) || PERSON_WANTED.has(word);

/** Words for the end of a device code (RFC 8628 section 3.5), and vendors' own words for it. */
const POLL_WORDS: Readonly<Record<string, string>> = {
  // Microsoft Entra.
  authorization_declined: 'access_denied',
  code_expired: 'expired_token',
  bad_verification_code: 'expired_token',
  // GitHub.
  incorrect_device_code: 'expired_token',
};

/** A poll's word as in RFC 8628. */
export const pollWord = (word: string): string => POLL_WORDS[word] ?? word;

/** Completes a sentence that starts with the server's name. */
export function pollSaying(word: string): string {
  if (word === 'access_denied') return 'says that the sign-in was denied';
  if (word === 'expired_token') return 'says that the code has expired';
  return 'did not accept the sign-in';
}
