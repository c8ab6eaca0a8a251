/** `latchkey clients rotate-secret NAME ID`: a new secret, and the end of the former ones. */
import type { Call, Command } from '../line/command.ts';
import { answer, answerJson, plain, remark } from '../line/output.ts';
import { askAbout, oneClient } from './api.ts';
import { ADMIN, CLIENT, CLIENT_JSON, SHOW } from './options.ts';
import { show } from './show.ts';

export const ROTATE_SECRET: Command = {
  name: 'clients rotate-secret',
  summary: 'Make a new secret for an OAuth client',
  details:
    'The new secret goes to the vault. The former one stays valid until it is dropped, so that programs can change over.',
  args: CLIENT,
  options: [{ name: 'drop-former', help: 'End the former secrets; makes no new one' }, SHOW, ADMIN, CLIENT_JSON],
  examples: [
    ['latchkey clients rotate-secret hydra my-app --show-secret', 'a new secret, printed'],
    ['latchkey clients rotate-secret hydra my-app --drop-former', 'once every program has the new one'],
  ],
  run,
};

async function run(call: Call): Promise<void> {
  const [, id = ''] = call.words;
  if (call.flags.has('drop-former')) {
    await askAbout(call, 'DELETE', { id, rest: '/former-secrets' });
    if (call.json) return answerJson({ dropped: id });
    return answer(`The former secrets of ${plain(id)} are no longer valid.`);
  }
  const now = await oneClient(askAbout(call, 'POST', { id, rest: '/rotate-secret' }));
  await show(call, now, `Made a new secret for the client ${plain(id)}; it is in the vault.`);
  if (!call.json) remark('The former one stays valid until: latchkey clients rotate-secret … --drop-former');
}
