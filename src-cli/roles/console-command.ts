/** `latchkey console NAME/ROLE`: has the agent open the cloud's console in the system browser. */
import { request } from '../agent/client.ts';
import type { Call, Command } from '../line/command.ts';
import { JSON_OPTION, ROLE } from '../line/common-options.ts';
import { answer, answerJson, plain } from '../line/output.ts';
import { parseRoleName, rolePath } from './role-name.ts';

export const CONSOLE: Command = {
  name: 'console',
  summary: 'Open the cloud console in your browser, as a role',
  args: ROLE,
  options: [JSON_OPTION],
  examples: [['latchkey console work/prod-admin', "the console of the role 'prod-admin'"]],
  run,
};

async function run(call: Call): Promise<void> {
  const [word = ''] = call.words;
  await request('POST', `${rolePath(parseRoleName(word))}/console`);
  if (call.json) answerJson({ opened: word });
  else answer(`Opened the console of ${plain(word)} in your browser.`);
}
