/** `latchkey console NAME/ROLE`: has the agent open the cloud's console in the system browser. */
import type { LinkResponse } from '../../src-main/api/types.ts';
import { request } from '../agent/client.ts';
import type { Call, Command } from '../line/command.ts';
import { JSON_OPTION, ROLE } from '../line/common-options.ts';
import { answer, answerJson, plain } from '../line/output.ts';
import { parseRoleName, rolePath } from './role-name.ts';

export const CONSOLE: Command = {
  name: 'console',
  summary: 'Open the cloud console in your browser, as a role',
  args: ROLE,
  options: [{ name: 'no-open', help: 'Print the link without opening the browser' }, JSON_OPTION],
  examples: [
    ['latchkey console work/prod-admin', "the console of the role 'prod-admin'"],
    ['latchkey console work/prod-admin --no-open', 'its link, on a machine without a browser'],
  ],
  run,
};

async function run(call: Call): Promise<void> {
  const [word = ''] = call.words;
  const path = `${rolePath(parseRoleName(word))}/console`;
  if (call.flags.has('no-open')) {
    const { url } = (await request('GET', path)) as LinkResponse;
    return call.json ? answerJson({ url }) : answer(plain(url));
  }
  await request('POST', path);
  if (call.json) answerJson({ opened: word });
  else answer(`Opened the console of ${plain(word)} in your browser.`);
}
