/** `latchkey token NAME`: prints the token alone, fast. Loads only the client. */

import { profilePath, request } from '../agent/client.ts';
import type { Call, Command } from '../line/command.ts';
import { PROFILE } from '../line/common-options.ts';
import { answerBroken, usageError } from '../line/errors.ts';
import { answerAtOnce, answerJson } from '../line/output.ts';
import { minTtlQuery } from '../roles/role-answer.ts';

export const TOKEN: Command = {
  name: 'token',
  summary: 'Print a fresh access token',
  details:
    'Prints the token alone, for use in scripts. The token comes from memory if it is valid long enough; otherwise it is ' +
    'refreshed first. If you have to sign in, the command fails with exit code 3. Do not put the token on a command ' +
    'line: every user on the machine can read it there. Pipe it, as below.',
  args: PROFILE,
  options: [
    { name: 'min-ttl', value: 'TIME', help: 'Minimum time the token must still be valid: 90s, 5m, 1h or seconds' },
    { name: 'header', help: 'Print it as a request header, for curl and other programs that read headers from a file' },
    { name: 'json', help: 'Print the token with its expiry and scope as JSON' },
  ],
  examples: [
    ['latchkey token work --header | curl -H @- https://api.example.com/me', 'call an API'],
    ['latchkey token work --min-ttl 5m', 'a token that is valid for at least five minutes'],
  ],
  run,
};

async function run(call: Call): Promise<void> {
  const [name = ''] = call.words;
  const asHeader = call.flags.has('header');
  if (asHeader && call.json) throw usageError('--header and --json cannot be used together.', 'Choose one of the two.');
  const given = await request('GET', `${profilePath(name)}/token${minTtlQuery(call)}`);
  const token = accessTokenOf(given);
  if (call.json) answerJson(given);
  else answerAtOnce(asHeader ? `Authorization: Bearer ${token}` : token);
}

/** RFC 6749 appendix A.12: visible ASCII and spaces; anything else could steer the shell or terminal that gets it. */
export function accessTokenOf(given: unknown): string {
  const token = typeof given === 'object' && given !== null && 'access_token' in given ? given.access_token : undefined;
  if (typeof token === 'string' && /^[\x20-\x7e]+$/.test(token)) return token;
  throw answerBroken("The agent's answer has no usable token.");
}
