/** `latchkey sandbox`: has the agent start its sandbox and says what can be done with it. It signs nothing in. */
import { request } from '../agent/client.ts';
import { asProfile } from '../agent/views.ts';
import type { Call, Command } from '../line/command.ts';
import { JSON_OPTION } from '../line/common-options.ts';
import { answer, answerJson } from '../line/output.ts';

export const SANDBOX: Command = {
  name: 'sandbox',
  summary: 'Start a provider on this computer to try things with',
  details:
    'An OpenID provider with one fictive person, in the memory of the agent, and a profile named sandbox that signs in ' +
    'there. Nothing of it is real and nobody else can reach it. It ends with the agent; start it again with this command.',
  args: [],
  options: [JSON_OPTION],
  examples: [['latchkey sandbox && latchkey login sandbox', 'start it and sign in']],
  run,
};

async function run(call: Call): Promise<void> {
  const profile = asProfile(await request('POST', '/v1/sandbox'));
  if (call.json) return answerJson(profile);
  const { name, state } = profile;
  answer(`The sandbox runs, an OpenID provider on this computer; its profile is ${name}.`);
  answer(state === 'signed-out' ? `Sign in with: latchkey login ${name}` : 'It is signed in already.');
  answer(`Then try: latchkey token ${name}`);
  answer(`Its tokens live for two minutes, so that you can watch them being renewed: latchkey status --watch`);
  answer(`It ends with the agent. Take it away with: latchkey profile remove ${name}`);
}
