/** The row of `latchkey sandbox` in the table of commands. Data only. */
import type { Command, OptionSpec } from './line/command.ts';
import { run } from './sign-in/sandbox-command.ts';

const JSON_OPTION: OptionSpec = { name: 'json', help: 'Print JSON, for programs' };

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
