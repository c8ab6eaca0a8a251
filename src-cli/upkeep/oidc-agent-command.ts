/** `latchkey oidc-agent`: prints the line that points oidc-agent's clients at the agent's socket for them. */
import { dirname, join } from 'node:path';
import { checkSocket, socketPath } from '../agent/socket-path.ts';
import { type Call, type Command, optionValue } from '../line/command.ts';
import { JSON_OPTION } from '../line/common-options.ts';
import { CliError, EXIT } from '../line/errors.ts';
import { answer, answerJson } from '../line/output.ts';
import { SHELLS, setLine, usualShell } from '../line/shell-text.ts';

export const OIDC_AGENT: Command = {
  name: 'oidc-agent',
  summary: "Point oidc-agent's clients at Latchkey",
  details:
    'Prints the line that sets OIDC_SOCK. Programs that get their tokens from oidc-agent then get them from Latchkey, ' +
    'with no change to the programs: an account is the profile of that name. The socket exists while the agent runs.',
  args: [],
  options: [
    {
      name: 'shell',
      value: 'SHELL',
      choices: SHELLS,
      help: 'Shell to print for (default: $SHELL)',
    },
    JSON_OPTION,
  ],
  examples: [
    ['eval "$(latchkey oidc-agent)"', 'in bash and zsh, for example in ~/.bashrc'],
    ['latchkey oidc-agent --shell fish | source', 'in fish'],
    ['oidc-token work', "then: a token of the profile 'work'"],
  ],
  run,
};

async function run(call: Call): Promise<void> {
  if (process.platform === 'win32') {
    throw new CliError(
      'usage',
      EXIT.usage,
      "On Windows there is no socket for oidc-agent's clients.",
      'Use `latchkey token NAME`.',
    );
  }
  // As in the agent's own door (src-main/doors/oidc-agent/oidc-agent.ts; a test compares the two).
  const path = join(dirname(socketPath()), 'oidc-agent.sock');
  checkSocket(path);
  if (call.json) return answerJson({ OIDC_SOCK: path });
  const wanted = optionValue(call, 'shell');
  const shell = SHELLS.find((one) => one === wanted) ?? usualShell(process.env, process.platform);
  answer(setLine(shell, 'OIDC_SOCK', path));
}
