/** `latchkey forwards`: the limited sockets that the agent has open, and for which hosts. */
import type { ForwardsResponse } from '../../src-main/api/types.ts';
import { request } from '../agent/client.ts';
import type { Call, Command } from '../line/command.ts';
import { JSON_OPTION } from '../line/common-options.ts';
import { answer, answerJson, plain } from '../line/output.ts';
import { headedTable } from '../line/table.ts';

export const FORWARDS: Command = {
  name: 'forwards',
  summary: 'List the profiles that are being forwarded',
  args: [],
  options: [JSON_OPTION],
  examples: [['latchkey forwards', 'where else your profiles can be used']],
  run,
};

async function run(call: Call): Promise<void> {
  const given = (await request('GET', '/v1/forwards')) as ForwardsResponse;
  if (call.json) return answerJson(given);
  if (given.forwards.length === 0) return answer('No profile is forwarded.');
  const rows = given.forwards.map(({ host, profiles, socket }) => [host, profiles.join(', '), socket].map(plain));
  answer(headedTable(['HOST', 'PROFILES', 'SOCKET'], rows));
}
