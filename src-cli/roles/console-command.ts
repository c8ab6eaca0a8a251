/** `latchkey console NAME/ROLE`: has the agent open the cloud's console in the system browser. */
import { request } from '../agent/client.ts';
import type { Call } from '../line/command.ts';
import { answer, answerJson, plain } from '../line/output.ts';
import { parseRoleName, rolePath } from './role-name.ts';

export async function run(call: Call): Promise<void> {
  const [word = ''] = call.words;
  await request('POST', `${rolePath(parseRoleName(word))}/console`);
  if (call.json) answerJson({ opened: word });
  else answer(`Opened the console of ${plain(word)} in your browser.`);
}
