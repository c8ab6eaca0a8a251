/** `latchkey clients set NAME ID`: replaces the whole client with what options and a file say. */
import type { Call, Command } from '../line/command.ts';
import { plain } from '../line/output.ts';
import { askAbout, oneClient } from './api.ts';
import { SET_OPTION } from './fields.ts';
import { clientBody } from './input.ts';
import { ADMIN, CLIENT, CLIENT_JSON, FIELDS_BUT_ID, fileOption, nothingToChange, SECRET, SHOW } from './options.ts';
import { show } from './show.ts';

export const SET: Command = {
  name: 'clients set',
  summary: 'Replace an OAuth client',
  details:
    'Fields that you do not give go back to their defaults; `latchkey clients patch` changes individual fields. If you ' +
    'give no secret, the current one stays.',
  args: CLIENT,
  options: [
    fileOption('JSON or YAML file with all fields'),
    SECRET,
    SHOW,
    ...FIELDS_BUT_ID,
    SET_OPTION,
    ADMIN,
    CLIENT_JSON,
  ],
  examples: [['latchkey clients set hydra my-app -f client.json', 'replace it with the content of the file']],
  run,
};

async function run(call: Call): Promise<void> {
  const [, id = ''] = call.words;
  const body = await clientBody(call);
  if (body === undefined) throw nothingToChange('set');
  await show(call, await oneClient(askAbout(call, 'PUT', { id, body })), `Replaced the client ${plain(id)}.`);
}
