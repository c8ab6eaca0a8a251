/**
 * `latchkey aws-credentials NAME/ROLE`: AWS's `credential_process`. On success one JSON document on standard output; on
 * failure nothing there, the reason on standard error (which botocore shows) and an exit code. Loads nothing but the client.
 */
import type { Call } from '../line/command.ts';
import { answerAtOnce } from '../line/output.ts';
import { roleKeys } from '../roles/role-answer.ts';
import { parseRoleName } from '../roles/role-name.ts';

export async function run(call: Call): Promise<void> {
  const keys = await roleKeys(call, parseRoleName(call.words[0] ?? ''));
  // Version must be the number 1; without Expiration an SDK would never ask again.
  const document = {
    Version: 1,
    AccessKeyId: keys.accessKeyId,
    SecretAccessKey: keys.secretAccessKey,
    SessionToken: keys.sessionToken,
    Expiration: keys.expiration,
    AccountId: keys.accountId,
  };
  answerAtOnce(JSON.stringify(document));
}
