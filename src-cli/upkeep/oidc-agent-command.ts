/** `latchkey oidc-agent`: the line that points oidc-agent's clients at the socket that the agent keeps for them. */
import { dirname, join } from 'node:path';
import { checkSocket, socketPath } from '../agent/socket-path.ts';
import { type Call, optionValue } from '../line/command.ts';
import { CliError, EXIT } from '../line/errors.ts';
import { answer, answerJson } from '../line/output.ts';
import { SHELLS, setLine, usualShell } from '../line/shell-text.ts';

export async function run(call: Call): Promise<void> {
  if (process.platform === 'win32') {
    throw new CliError(
      'usage',
      EXIT.usage,
      "On Windows there is no socket for oidc-agent's clients.",
      'Use `latchkey token NAME`.',
    );
  }
  // As the agent's own door has it (src-main/doors/oidc-agent/oidc-agent.ts; a test compares the two).
  const path = join(dirname(socketPath()), 'oidc-agent.sock');
  checkSocket(path);
  if (call.json) return answerJson({ OIDC_SOCK: path });
  const wanted = optionValue(call, 'shell');
  const shell = SHELLS.find((one) => one === wanted) ?? usualShell(process.env, process.platform);
  answer(setLine(shell, 'OIDC_SOCK', path));
}
