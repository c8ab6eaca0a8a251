/** `latchkey sandbox`: has the agent start its sandbox and says what can be done with it. It signs nothing in. */
import { request } from '../agent/client.ts';
import { asProfile } from '../agent/views.ts';
import type { Call } from '../line/command.ts';
import { answer, answerJson } from '../line/output.ts';

export async function run(call: Call): Promise<void> {
  const profile = asProfile(await request('POST', '/v1/sandbox'));
  if (call.json) return answerJson(profile);
  const { name, state } = profile;
  answer(`The sandbox runs, an OpenID provider on this computer; its profile is ${name}.`);
  answer(state === 'signed-out' ? `Sign in with: latchkey login ${name}` : 'It is signed in already.');
  answer(`Then try: latchkey token ${name}`);
  answer(`Its tokens live for two minutes, so that you can watch them being renewed: latchkey status --watch`);
  answer(`It ends with the agent. Take it away with: latchkey profile remove ${name}`);
}
