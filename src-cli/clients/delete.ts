/** `latchkey clients delete NAME ID`. */
import type { Call, Command } from '../line/command.ts';
import { JSON_OPTION } from '../line/common-options.ts';
import { answer, answerJson, plain } from '../line/output.ts';
import { askAbout } from './api.ts';
import { ADMIN, CLIENT } from './options.ts';

export const DELETE: Command = {
  name: 'clients delete',
  summary: 'Delete an OAuth client and forget its secret',
  args: CLIENT,
  options: [ADMIN, JSON_OPTION],
  examples: [['latchkey clients delete hydra my-app', 'delete it and its secret']],
  run,
};

async function run(call: Call): Promise<void> {
  const [, id = ''] = call.words;
  await askAbout(call, 'DELETE', { id });
  if (call.json) answerJson({ deleted: id });
  else answer(`Deleted the client ${plain(id)}.`);
}
