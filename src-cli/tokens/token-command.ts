/** `latchkey token NAME`: the token alone, fast. Loads nothing but the client. */

import { profilePath, request } from '../agent/client.ts';
import type { Call } from '../line/command.ts';
import { optionValue } from '../line/command.ts';
import { parseDurationS } from '../line/duration.ts';
import { answerBroken, usageError } from '../line/errors.ts';
import { answerAtOnce, answerJson } from '../line/output.ts';

export async function run(call: Call): Promise<void> {
  const [name = ''] = call.words;
  const asHeader = call.flags.has('header');
  if (asHeader && call.json) throw usageError('--header and --json exclude each other.', 'Choose one of the two.');
  const least = optionValue(call, 'min-ttl');
  const query = least === undefined ? '' : `?min_ttl=${parseDurationS(least, 'min-ttl')}`;
  const given = await request('GET', `${profilePath(name)}/token${query}`);
  const token = accessTokenOf(given);
  if (call.json) answerJson(given);
  else answerAtOnce(asHeader ? `Authorization: Bearer ${token}` : token);
}

/** RFC 6749 appendix A.12: visible ASCII and blanks; anything else could steer the shell or terminal that gets it. */
export function accessTokenOf(given: unknown): string {
  const token = typeof given === 'object' && given !== null && 'access_token' in given ? given.access_token : undefined;
  if (typeof token === 'string' && /^[\x20-\x7e]+$/.test(token)) return token;
  throw answerBroken('The agent answered without a usable token.');
}
