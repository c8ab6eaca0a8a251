/** `latchkey clients get NAME ID`: one client, one field per line. */
import type { Call, Command } from '../line/command.ts';
import { askAbout, oneClient } from './api.ts';
import { ADMIN, CLIENT, CLIENT_JSON, SHOW } from './options.ts';
import { show } from './show.ts';

export const GET: Command = {
  name: 'clients get',
  summary: 'Show one OAuth client',
  args: CLIENT,
  options: [SHOW, ADMIN, CLIENT_JSON],
  examples: [
    ['latchkey clients get hydra my-app --json > client.json', 'all fields, to edit and pass to `clients set`'],
  ],
  run,
};

async function run(call: Call): Promise<void> {
  const [, id = ''] = call.words;
  await show(call, await oneClient(askAbout(call, 'GET', { id })));
}
