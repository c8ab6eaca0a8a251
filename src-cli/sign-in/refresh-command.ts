/** `latchkey refresh NAME`: a new access token now, whatever life the present one has left. */
import { profilePath, request } from '../agent/client.ts';
import { asProfile } from '../agent/views.ts';
import type { Call, Command } from '../line/command.ts';
import { JSON_OPTION, PROFILE } from '../line/common-options.ts';
import { answer, answerJson } from '../line/output.ts';
import { timeLeft } from '../profiles/text.ts';

export const REFRESH: Command = {
  name: 'refresh',
  summary: 'Renew the access token now',
  details: 'Latchkey renews tokens by itself; this is for when your rights have changed at the provider.',
  args: PROFILE,
  options: [JSON_OPTION],
  examples: [['latchkey refresh work', "get a new token for 'work' at once"]],
  run,
};

async function run(call: Call): Promise<void> {
  const [name = ''] = call.words;
  const profile = asProfile(await request('POST', `${profilePath(name)}/refresh`));
  if (call.json) return answerJson(profile);
  const left = profile.expires_at === undefined ? '' : `; the new token is good for ${timeLeft(profile, Date.now())}`;
  answer(`Renewed ${name}${left}.`);
}
