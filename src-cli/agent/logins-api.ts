/** The agent's answers about logins, of which only the outermost shape is checked: the agent is a program of the same user. */
import type { LoginResponse, LoginsResponse } from '../../src-main/api/types.ts';
import { answerBroken } from '../line/errors.ts';

/** Throws `internal`. */
export function asLogin(given: unknown): LoginResponse {
  if (typeof given === 'object' && given !== null && 'username' in given) {
    return given as LoginResponse;
  }
  throw answerBroken("The agent's answer has no usable login.");
}

/** Throws `internal`. */
export function asLogins(given: unknown): LoginsResponse {
  if (typeof given === 'object' && given !== null && 'logins' in given && Array.isArray(given.logins)) {
    return given as LoginsResponse;
  }
  throw answerBroken("The agent's answer has no list of logins.");
}
