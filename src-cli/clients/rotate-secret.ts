/** `latchkey clients rotate-secret NAME ID`: a new secret, and the end of the previous ones. */
import type { Call, Command, OptionSpec } from '../line/command.ts';
import { answer, answerJson, plain, remark } from '../line/output.ts';
import { askAbout, oneClient } from './api.ts';
import { ADMIN, CLIENT, CLIENT_JSON, SHOW } from './options.ts';
import { show } from './show.ts';

const DROP: OptionSpec = {
  name: 'drop-previous',
  formerly: ['drop-former'],
  help: 'Revoke the previous secrets without creating a new one',
};

export const ROTATE_SECRET: Command = {
  name: 'clients rotate-secret',
  summary: 'Create a new secret for an OAuth client',
  details:
    'The new secret goes to the vault. The previous one stays valid until you drop it, so that programs can switch over.',
  args: CLIENT,
  options: [DROP, SHOW, ADMIN, CLIENT_JSON],
  examples: [
    ['latchkey clients rotate-secret hydra my-app --show-secret', 'a new secret, printed'],
    ['latchkey clients rotate-secret hydra my-app --drop-previous', 'once every program has the new one'],
  ],
  run,
};

async function run(call: Call): Promise<void> {
  const [, id = ''] = call.words;
  if (call.flags.has(DROP.name)) {
    await askAbout(call, 'DELETE', { id, rest: '/former-secrets' });
    if (call.json) return answerJson({ dropped: id });
    return answer(`The previous secrets of ${plain(id)} are no longer valid.`);
  }
  const now = await oneClient(askAbout(call, 'POST', { id, rest: '/rotate-secret' }));
  await show(call, now, `Created a new secret for the client ${plain(id)}. It is in the vault.`);
  if (!call.json)
    remark('The previous one stays valid until you run: latchkey clients rotate-secret … --drop-previous');
}
