/**
 * `latchkey huawei-credentials NAME/ROLE`: one JSON document, in the form in which Huawei Cloud's own metadata service
 * returns temporary credentials. On failure, nothing on standard output.
 */
import { plainJson } from '../../src-shared/plain-json.ts';
import type { Call, Command } from '../line/command.ts';
import { ROLE, ROLE_MIN_TTL } from '../line/common-options.ts';
import { answerAtOnce } from '../line/output.ts';
import { roleKeys } from '../roles/role-answer.ts';
import { parseRoleName } from '../roles/role-name.ts';

export const HUAWEI_CREDENTIALS: Command = {
  name: 'huawei-credentials',
  summary: "Print a role's credentials for Huawei Cloud tools",
  details:
    "Prints JSON as Huawei Cloud's metadata service does: credential with access, secret, securitytoken and expires_at. " +
    'The credentials come from memory if they are valid long enough; otherwise new ones are fetched first.',
  args: ROLE,
  options: [ROLE_MIN_TTL],
  examples: [['latchkey huawei-credentials cloud/prod-admin', "credentials of the role 'prod-admin' of 'cloud'"]],
  run,
};

async function run(call: Call): Promise<void> {
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = await roleKeys(
    call,
    parseRoleName(call.words[0] ?? ''),
  );
  const credential = {
    access: accessKeyId,
    secret: secretAccessKey,
    securitytoken: sessionToken,
    expires_at: expiration,
  };
  answerAtOnce(plainJson({ credential }));
}
