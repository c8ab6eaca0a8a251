/** `latchkey profile remove NAME`: the agent signs out, removes the registration and forgets the profile. */
import { profilePath, request } from '../agent/client.ts';
import type { Call, Command } from '../line/command.ts';
import { JSON_OPTION, PROFILE } from '../line/common-options.ts';
import { answer, answerJson } from '../line/output.ts';

export const PROFILE_REMOVE: Command = {
  name: 'profile remove',
  summary: 'Sign out and forget a profile',
  args: PROFILE,
  options: [JSON_OPTION],
  examples: [['latchkey profile remove lab', "forget 'lab', its tokens and its registration"]],
  run,
};

async function run(call: Call): Promise<void> {
  const [name = ''] = call.words;
  await request('DELETE', profilePath(name));
  if (call.json) answerJson({ removed: name });
  else answer(`Removed the profile ${name}.`);
}
