/** The row of `oidc-agent` in the table of commands; see table/commands.ts. Data only. */
import type { Command } from './line/command.ts';
import { SHELLS } from './line/shell-text.ts';
import { run } from './upkeep/oidc-agent-command.ts';

export const OIDC_AGENT: Command = {
  name: 'oidc-agent',
  summary: 'Point the clients of oidc-agent at Latchkey',
  details:
    'Prints the line that sets OIDC_SOCK. Programs that get their tokens from oidc-agent then get them from Latchkey, ' +
    'unchanged: an account is the profile of that name. The socket is there while the agent runs.',
  args: [],
  options: [
    {
      name: 'shell',
      value: 'SHELL',
      choices: [...SHELLS],
      help: 'Whose language to print (default: that of $SHELL)',
    },
    { name: 'json', help: 'Print JSON, for programs' },
  ],
  examples: [
    ['eval "$(latchkey oidc-agent)"', 'in bash and zsh, for example in ~/.bashrc'],
    ['latchkey oidc-agent --shell fish | source', 'in fish'],
    ['oidc-token work', "then, a token of the profile 'work'"],
  ],
  run,
};
