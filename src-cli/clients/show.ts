/** What a command shows about its client: what was done, the fields, and on request the secret. */
import type { ClientResponse } from '../../src-main/api/types.ts';
import type { Call } from '../line/command.ts';
import { answer, answerJson, plain } from '../line/output.ts';
import { tableLines } from '../line/table.ts';
import { secretsFor } from './api.ts';
import { clientRows } from './text.ts';

/** With --json, the client itself, ready for `clients set -f`. The secret only on request. */
export async function show(call: Call, now: ClientResponse, done?: string): Promise<void> {
  const held = call.flags.has('show-secret') ? await secretsFor(call, idOf(now)) : undefined;
  const secret = held?.client_secret;
  if (call.json) return answerJson({ ...now.client, ...(secret !== undefined && { client_secret: secret }) });
  if (done === undefined) answer(tableLines(clientRows(now)).join('\n'));
  else answer(done);
  if (secret !== undefined) answer(`client_secret  ${plain(secret)}`);
}

export const idOf = ({ client }: ClientResponse): string => String(client['client_id'] ?? '');
