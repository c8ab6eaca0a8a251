/** `latchkey sandbox`: has the agent start its sandbox and says what to do with it. It does not sign in. */
import { request } from '../agent/client.ts';
import { asProfile } from '../agent/views.ts';
import type { Call, Command } from '../line/command.ts';
import { JSON_OPTION } from '../line/common-options.ts';
import { answer, answerJson } from '../line/output.ts';

export const SANDBOX: Command = {
  name: 'sandbox',
  summary: 'Start a test provider on this computer',
  details:
    "An OpenID provider with one fictional person, in the agent's memory, and a profile named sandbox that signs in " +
    'there. None of it is real, and only programs on this computer can reach it. It ends with the agent; run this ' +
    'command to start it again.',
  args: [],
  options: [JSON_OPTION],
  examples: [['latchkey sandbox && latchkey login sandbox', 'start it and sign in']],
  run,
};

async function run(call: Call): Promise<void> {
  const profile = asProfile(await request('POST', '/v1/sandbox'));
  if (call.json) return answerJson(profile);
  const { name, state } = profile;
  answer(`The sandbox, an OpenID provider on this computer, is running. Its profile is ${name}.`);
  answer(state === 'signed-out' ? `Sign in with: latchkey login ${name}` : 'It is already signed in.');
  answer(`Then try: latchkey token ${name}`);
  answer('Its tokens expire after two minutes, so you can watch them being refreshed: latchkey status --watch');
  answer(`It ends with the agent. Remove it with: latchkey profile remove ${name}`);
}
