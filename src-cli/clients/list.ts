/** `latchkey clients list NAME`: the clients in a table. */
import type { Call, Command } from '../line/command.ts';
import { JSON_OPTION, PROFILE } from '../line/common-options.ts';
import { answer, answerJson, remark } from '../line/output.ts';
import { tableLines } from '../line/table.ts';
import { allClients } from './api.ts';
import { ADMIN } from './options.ts';
import { listRows } from './text.ts';

export const LIST: Command = {
  name: 'clients list',
  summary: 'List the OAuth clients in Ory Hydra',
  args: PROFILE,
  options: [
    { name: 'name', value: 'NAME', help: 'Only clients with this name' },
    { name: 'owner', value: 'OWNER', help: 'Only clients with this owner' },
    ADMIN,
    JSON_OPTION,
  ],
  examples: [
    ['latchkey clients list hydra', 'all clients'],
    ['latchkey clients list hydra --admin-url http://127.0.0.1:4445', 'through a port-forward'],
  ],
  run,
};

async function run(call: Call): Promise<void> {
  const clients = await allClients(call);
  if (call.json) return answerJson(clients);
  if (clients.length === 0) return remark('There are no clients.');
  answer(tableLines(listRows(clients)).join('\n'));
}
