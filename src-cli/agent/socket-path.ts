/**
 * Where the agent listens, and whether what lies there is ours to talk to. Asks nothing of the agent itself.
 */
import { lstatSync, readFileSync } from 'node:fs';
import { socketPathFor } from '../../src-shared/socket-path.ts';
import { agentNotRunning, CliError, EXIT } from '../line/errors.ts';

export function socketPath(env: NodeJS.ProcessEnv = process.env): string {
  return socketPathFor(env, process.platform, process.getuid?.());
}

/**
 * Throws `agent_not_running` when there is no socket, `not_allowed` when it belongs to someone else: whoever owns it
 * would be handed what we send, a client secret for example.
 */
export function checkSocket(path: string): void {
  const uid = process.getuid?.();
  if (uid === undefined) return; // Windows: a pipe has no owner to look at
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found) throw agentNotRunning();
  if (found.uid === uid) return;
  throw new CliError(
    'not_allowed',
    EXIT.notAllowed,
    `The socket ${path} belongs to another user.`,
    'Run the command as the user who runs the agent, or set LATCHKEY_SOCKET to a socket of your own.',
  );
}

/** Windows only: the value that shows the agent who we are, from a file that only this user can read; else undefined. */
export function pipeValue(env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (process.platform !== 'win32') return undefined;
  const file = `${env['LOCALAPPDATA'] ?? env['APPDATA'] ?? '.'}\\latchkey\\pipe-value`;
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    throw agentNotRunning();
  }
}
