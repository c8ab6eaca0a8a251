/** `latchkey refresh NAME`: a new access token now, however long the current one is still valid. */
import { profilePath, request } from '../agent/client.ts';
import { asProfile } from '../agent/views.ts';
import type { Call, Command } from '../line/command.ts';
import { JSON_OPTION, PROFILE } from '../line/common-options.ts';
import { answer, answerJson } from '../line/output.ts';
import { timeLeft } from '../profiles/text.ts';

export const REFRESH: Command = {
  name: 'refresh',
  summary: 'Refresh the access token now',
  details: 'Latchkey refreshes tokens automatically. Use this when your rights at the provider have changed.',
  args: PROFILE,
  options: [JSON_OPTION],
  examples: [['latchkey refresh work', "get a new token for 'work' now"]],
  run,
};

async function run(call: Call): Promise<void> {
  const [name = ''] = call.words;
  const profile = asProfile(await request('POST', `${profilePath(name)}/refresh`));
  if (call.json) return answerJson(profile);
  const left = profile.expires_at === undefined ? '' : `; the new token expires in ${timeLeft(profile, Date.now())}`;
  answer(`Refreshed ${name}${left}.`);
}
