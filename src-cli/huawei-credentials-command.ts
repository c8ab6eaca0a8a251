/**
 * `latchkey huawei-credentials NAME/ROLE`: one JSON document, of the form in which Huawei Cloud's own metadata service gives
 * temporary credentials. On failure nothing on standard output.
 */
import type { Call } from './command.ts';
import { answerAtOnce } from './output.ts';
import { roleKeys } from './role-answer.ts';
import { parseRoleName } from './role-name.ts';

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
