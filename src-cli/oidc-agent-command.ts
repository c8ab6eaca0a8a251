/** `latchkey oidc-agent`: the line that points oidc-agent's clients at the socket that the agent keeps for them. */
import { dirname, join } from 'node:path';
import { type Call, optionValue } from './command.ts';
import { CliError, EXIT } from './errors.ts';
import { answer, answerJson } from './output.ts';
import { SHELLS, setLine, usualShell } from './shell-text.ts';
import { checkSocket, socketPath } from './socket-path.ts';

export async function run(call: Call): Promise<void> {
  if (process.platform === 'win32') {
    throw new CliError(
      'usage',
      EXIT.usage,
      "On Windows there is no socket for oidc-agent's clients.",
      'Use `latchkey token NAME`.',
    );
  }
  // As the agent's own door has it (src-main/doors/oidc-agent.ts; a test compares the two).
  const path = join(dirname(socketPath()), 'oidc-agent.sock');
  checkSocket(path);
  if (call.json) return answerJson({ OIDC_SOCK: path });
  const wanted = optionValue(call, 'shell');
  const shell = SHELLS.find((one) => one === wanted) ?? usualShell(process.env, process.platform);
  answer(setLine(shell, 'OIDC_SOCK', path));
}
