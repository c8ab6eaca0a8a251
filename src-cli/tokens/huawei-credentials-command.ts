/**
 * `latchkey huawei-credentials NAME/ROLE`: one JSON document, of the form in which Huawei Cloud's own metadata service gives
 * temporary credentials. On failure nothing on standard output.
 */
import type { Call } from '../line/command.ts';
import { answerAtOnce } from '../line/output.ts';
import { roleKeys } from '../roles/role-answer.ts';
import { parseRoleName } from '../roles/role-name.ts';

export async function run(call: Call): Promise<void> {
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
