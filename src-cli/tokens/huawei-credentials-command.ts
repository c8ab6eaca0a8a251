/**
 * `latchkey huawei-credentials NAME/ROLE`: one JSON document, of the form in which Huawei Cloud's own metadata service gives
 * temporary credentials. On failure nothing on standard output.
 */
import type { Call, Command } from '../line/command.ts';
import { ROLE, ROLE_MIN_TTL } from '../line/common-options.ts';
import { answerAtOnce } from '../line/output.ts';
import { roleKeys } from '../roles/role-answer.ts';
import { parseRoleName } from '../roles/role-name.ts';

export const HUAWEI_CREDENTIALS: Command = {
  name: 'huawei-credentials',
  summary: "Print a role's credentials for Huawei Cloud tools",
  details:
    "As JSON in the form of Huawei Cloud's metadata service: credential with access, secret, securitytoken and expires_at. " +
    'It is answered from memory when the credentials at hand live long enough, else they are fetched first.',
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
  answerAtOnce(JSON.stringify({ credential }));
}
