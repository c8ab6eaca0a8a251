/** The row of `latchkey token` in the table of commands; by itself, since it is all that main.ts needs at once. */
import type { Command } from './line/command.ts';
import { run } from './tokens/token-command.ts';

export const TOKEN: Command = {
  name: 'token',
  summary: 'Print a fresh access token',
  details:
    'Prints the token alone, for use in scripts. It is answered from memory when the token at hand lives long enough, ' +
    'else it is renewed first. When a person must sign in, the command fails with exit code 3. Do not write the token into ' +
    'a command line: everyone on the machine can read those. Pipe it, as below.',
  args: [{ name: 'NAME', isProfile: true }],
  options: [
    { name: 'min-ttl', value: 'TIME', help: 'Shortest life that the token must have left: 90s, 5m, 1h or seconds' },
    { name: 'header', help: 'Print it as the header of a request, for curl and others that read headers from a file' },
    { name: 'json', help: 'Print the token with its expiry and scope as JSON' },
  ],
  examples: [
    ['latchkey token work --header | curl -H @- https://api.example.com/me', 'call an API'],
    ['latchkey token work --min-ttl 5m', 'a token that is good for at least five minutes'],
  ],
  run,
};
