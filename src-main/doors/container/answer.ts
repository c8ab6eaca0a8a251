/**
 * What AWS's tools understand of a container's credentials endpoint: the document with the keys, and failures with a
 * status that keeps them from retrying for long what only a person can fix. Pure.
 */
import { plainJson } from '../../../src-shared/plain-json.ts';
import { PLAIN_HEADERS } from '../../api/frame/problem.ts';
import { credentialsResponse } from '../../api/profiles/roles.ts';
import type { RoleAnswer } from '../../core/answers.ts';
import { ERRORS, EXIT, type LatchkeyError } from '../../core/errors.ts';

/** Without Token or Expiration botocore and the SDK for JavaScript refuse the document. */
export function keysAnswer(answer: RoleAnswer): Response {
  const keys = credentialsResponse(answer);
  return jsonAnswer(200, {
    AccessKeyId: keys.access_key_id,
    SecretAccessKey: keys.secret_access_key,
    Token: keys.session_token,
    Expiration: keys.expiration,
    AccountId: keys.account_id,
  });
}

/** Go and JavaScript read Code and Message, Java code and message; botocore shows the whole text. */
export function failureAnswer(error: LatchkeyError, status = statusFor(error)): Response {
  const message = error.hint === '' ? error.message : `${error.message} ${error.hint}`;
  return jsonAnswer(status, { Code: error.code, Message: message, code: error.code, message });
}

/**
 * Go and Java try again after 5xx and not after 4xx; botocore and JavaScript try three times for three seconds in any
 * case. So 5xx is for errors that time may fix. Java shows no message for a 404.
 */
function statusFor({ code, exit }: LatchkeyError): number {
  if (exit === EXIT.unreachable) return 503;
  const { status } = ERRORS[code];
  return status >= 500 || status === 404 ? 409 : status;
}

function jsonAnswer(status: number, body: Readonly<Record<string, string>>): Response {
  const headers = { ...PLAIN_HEADERS, 'Content-Type': 'application/json' };
  return new Response(plainJson(body), { status, headers });
}
