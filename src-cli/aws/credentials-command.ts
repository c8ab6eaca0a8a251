/**
 * `latchkey aws-credentials NAME/ROLE`: `credential_process` for AWS tools. On success one JSON document on standard output; on
 * failure nothing there, the reason on standard error (which botocore shows) and an exit code. Loads only the client.
 */
import { plainJson } from '../../src-shared/plain-json.ts';
import type { Call, Command } from '../line/command.ts';
import { ROLE, ROLE_MIN_TTL } from '../line/common-options.ts';
import { answerAtOnce } from '../line/output.ts';
import { roleKeys } from '../roles/role-answer.ts';
import { parseRoleName } from '../roles/role-name.ts';

export const AWS_CREDENTIALS: Command = {
  name: 'aws-credentials',
  summary: "Print a role's credentials for AWS tools",
  details:
    'The credential_process for the AWS command line and SDKs; `latchkey profile export aws NAME` adds it to the AWS ' +
    'config file for you. The credentials come from memory if they are valid long enough; otherwise new ones are ' +
    'fetched first.',
  args: ROLE,
  options: [ROLE_MIN_TTL],
  examples: [
    ['latchkey aws-credentials work/prod-admin', "credentials of the role 'prod-admin' of 'work'"],
    [
      'aws configure set profile.prod.credential_process "latchkey aws-credentials work/prod-admin"',
      'have the AWS command line ask Latchkey',
    ],
  ],
  run,
};

async function run(call: Call): Promise<void> {
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
  answerAtOnce(plainJson(document));
}
