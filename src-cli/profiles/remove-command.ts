/** `latchkey profile remove NAME`: the agent signs out, gives the registration back and forgets the profile. */
import { profilePath, request } from '../agent/client.ts';
import type { Call } from '../line/command.ts';
import { answer, answerJson } from '../line/output.ts';

export async function run(call: Call): Promise<void> {
  const [name = ''] = call.words;
  await request('DELETE', profilePath(name));
  if (call.json) answerJson({ removed: name });
  else answer(`Removed the profile ${name}.`);
}
