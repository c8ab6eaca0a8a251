/** `latchkey refresh NAME`: a new access token now, whatever life the present one has left. */
import { profilePath, request } from '../agent/client.ts';
import { asProfile } from '../agent/views.ts';
import type { Call } from '../line/command.ts';
import { answer, answerJson } from '../line/output.ts';
import { timeLeft } from '../profiles/text.ts';

export async function run(call: Call): Promise<void> {
  const [name = ''] = call.words;
  const profile = asProfile(await request('POST', `${profilePath(name)}/refresh`));
  if (call.json) return answerJson(profile);
  const left = profile.expires_at === undefined ? '' : `; the new token is good for ${timeLeft(profile, Date.now())}`;
  answer(`Renewed ${name}${left}.`);
}
