/** `latchkey logout NAME`: ends the sign-in, and says honestly whether the provider confirmed it. */
import type { SignOutResponse } from '../../src-main/api/types.ts';
import { profilePath, request } from '../agent/client.ts';
import type { Call, Command } from '../line/command.ts';
import { JSON_OPTION, PROFILE } from '../line/common-options.ts';
import { answer, answerJson } from '../line/output.ts';

export const LOGOUT: Command = {
  name: 'logout',
  summary: 'Sign out and forget the tokens',
  details: 'Asks the provider to revoke the tokens. The profile stays; `latchkey login` signs in again.',
  args: PROFILE,
  options: [JSON_OPTION],
  examples: [['latchkey logout work', "sign out of 'work'"]],
  run,
};

async function run(call: Call): Promise<void> {
  const [name = ''] = call.words;
  const wasSignedIn = await request('GET', profilePath(name));
  const done = (await request('DELETE', `${profilePath(name)}/sign-in`)) as SignOutResponse;
  if (call.json) return answerJson(done);
  if (isSignedOut(wasSignedIn)) return answer(`${name} was not signed in.`);
  if (done.revoked) return answer(`Signed out of ${name}. The provider has revoked the tokens.`);
  answer(`Signed out of ${name}. The tokens are forgotten here, but the provider has not confirmed revoking them:`);
  answer('a token already handed out may work until it expires.');
}

function isSignedOut(profile: unknown): boolean {
  return typeof profile === 'object' && profile !== null && 'state' in profile && profile.state === 'signed-out';
}
