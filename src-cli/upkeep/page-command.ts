/** `latchkey page`: a new link to the headless agent's page. */
import type { LinkResponse } from '../../src-main/api/types.ts';
import { request } from '../agent/client.ts';
import { readView } from '../agent/views.ts';
import type { Call, Command } from '../line/command.ts';
import { JSON_OPTION } from '../line/common-options.ts';
import { answer, answerJson, plain, remark } from '../line/output.ts';

export const PAGE: Command = {
  name: 'page',
  summary: "Print a new link to the headless agent's page",
  details:
    'The page is the window of an agent without a desktop. The link works once, in a browser on this machine. Its page ' +
    'cannot answer questions about programs, because a program could ask for such a link too: for those, use the link ' +
    'that `latchkey agent --page` prints in its own terminal, now and whenever you run this command.',
  args: [],
  options: [JSON_OPTION],
  examples: [['latchkey page', 'print a link to open']],
  run,
};

async function run(call: Call): Promise<void> {
  const { url } = (await request('POST', '/v1/page')) as LinkResponse;
  if (call.json) return answerJson({ url });
  answer(plain(url));
  const { profiles } = await readView();
  if (profiles.every(({ ask = 'never' }) => ask === 'never')) return;
  remark('This page cannot answer questions about programs; the link in the terminal of `latchkey agent --page` can.');
}
