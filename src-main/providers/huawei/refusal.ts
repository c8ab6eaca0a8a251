/**
 * Recognizing a refusal on the wire. Which form the service uses is not published, so every form that its SDKs read is
 * understood: the strings of the RFCs, the gateway's shape in three spellings, and either of them one member deeper.
 */
import { present } from '../../../src-shared/present.ts';
import type { CloudRefusal } from '../cloud/errors.ts';
import type { Json } from '../shared/http.ts';
import { readableCode, readableText } from '../shared/readable.ts';
import { levelsOf, wantsPerson, wordIn } from '../shared/refusal-words.ts';

/** A 4xx of the service or of the gateway in front of it. */
export interface Refusal extends CloudRefusal {
  /** An error string of an RFC, or empty if none was recognized. */
  readonly word: string;
  /** Digits of the service's own code: `1003` for `IIC.1003` and for `IdentityCenter.1003`; else empty. */
  readonly number: string;
  /** Digits of the gateway's code: `0308` of `APIGW.0308`; else empty. */
  readonly gateway: string;
}

/**
 * Matched against a text without spaces and punctuation, so that `Slow down!` and `SlowDownException` count; the first
 * match wins.
 */
const PATTERNS: readonly (readonly [word: string, pattern: RegExp])[] = [
  ['authorization_pending', /authorizationpending/],
  ['slow_down', /slowdown/],
  ['expired_token', /expiredtoken/],
  ['access_denied', /accessdenied/],
  ['invalid_client_metadata', /invalidclientmetadata/],
  // Not "invalid grant_type", "invalid client name", "invalid client type": those are about a request, not about a sign-in.
  ['invalid_grant', /invalidgrant(?!type)/],
  ['unauthorized_client', /unauthorizedclient/],
  ['invalid_client', /invalidclient(?!name|type)/],
  ['invalid_scope', /invalidscope/],
  ['unsupported_grant_type', /unsupportedgranttype/],
  ['invalid_token', /invalidtoken/],
  ['server_error', /servererror/],
  ['temporarily_unavailable', /temporarilyunavailable/],
];

const CODES = ['error_code', 'errorCode', 'code', 'error', 'type'];
const TEXTS = ['error_msg', 'errorMsg', 'message', 'error_description'];
const OWN_CODE = /^(?:IIC|IdentityCenter)\.(\d{3,6})$/i;
const GATEWAY_CODE = /^APIGW?\.(\d{3,6})$/i;

export function refusalOf(status: number, json: Json, retryAfterS: number | undefined): Refusal {
  const levels = levelsOf(json);
  const codes = textsIn(levels, CODES);
  const texts = textsIn(levels, TEXTS);
  const digits = (form: RegExp) => codes.map((code) => form.exec(code)?.[1]).find(Boolean) ?? '';
  const asking = [wordIn(json)].find(wantsPerson);
  const exact = levels.map((level) => readableCode(level['error'])).find(Boolean);
  return {
    status,
    word: exact ?? asking ?? patternIn(codes) ?? patternIn(texts) ?? '',
    number: digits(OWN_CODE),
    gateway: digits(GATEWAY_CODE),
    said: exact ?? codes.find((code) => /^[A-Za-z_]{2,40}(\.[A-Za-z0-9_]{1,24})?$/.test(code)) ?? `status ${status}`,
    description: texts.map(readableText).find(Boolean) ?? '',
    ...present({ retryAfterS }),
  };
}

function textsIn(levels: readonly Json[], names: readonly string[]): string[] {
  const values = levels.flatMap((level) => names.map((name) => level[name]));
  return values.filter((value) => typeof value === 'string').map((text) => text.slice(0, 2000));
}

function patternIn(texts: readonly string[]): string | undefined {
  for (const text of texts) {
    const plain = text.toLowerCase().replace(/[^a-z0-9]/g, '');
    const found = PATTERNS.find(([, pattern]) => pattern.test(plain));
    if (found) return found[0];
  }
  return undefined;
}
