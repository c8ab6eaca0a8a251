/**
 * `latchkey aws-credentials NAME/ROLE`: AWS's `credential_process`. On success one JSON document on standard output; on
 * failure nothing there, the reason on standard error (which botocore shows) and an exit code. Loads nothing but the client.
 */
import { request } from './client.ts';
import type { Call } from './command.ts';
import { optionValue } from './command.ts';
import { parseDurationS } from './duration.ts';
import { answerBroken } from './errors.ts';
import { answerAtOnce } from './output.ts';
import { parseRoleName, rolePath } from './role-name.ts';

export async function run(call: Call): Promise<void> {
  const path = rolePath(parseRoleName(call.words[0] ?? ''));
  const least = optionValue(call, 'min-ttl');
  const query = least === undefined ? '' : `?min_ttl=${parseDurationS(least, 'min-ttl')}`;
  answerAtOnce(JSON.stringify(processCredentials(await request('GET', `${path}/credentials${query}`))));
}

/** The members that SDKs read. Version must be the number 1; without Expiration an SDK would never ask again. */
function processCredentials(given: unknown): Record<string, unknown> {
  const members: Readonly<Record<string, unknown>> = typeof given === 'object' && given !== null ? { ...given } : {};
  const text = (name: string): string => {
    const value = members[name];
    if (typeof value === 'string' && value !== '') return value;
    throw answerBroken('The agent answered without usable credentials.');
  };
  return {
    Version: 1,
    AccessKeyId: text('access_key_id'),
    SecretAccessKey: text('secret_access_key'),
    SessionToken: text('session_token'),
    Expiration: text('expiration'),
    AccountId: text('account_id'),
  };
}
