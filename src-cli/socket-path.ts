/**
 * Where the agent listens, and whether what lies there is ours to talk to. Must agree with the agent's socket door
 * (a test compares the two); asks nothing of the agent itself.
 */
import { lstatSync, readFileSync } from 'node:fs';
import { agentNotRunning, CliError, EXIT } from './errors.ts';

/** `$LATCHKEY_SOCKET`, else a place that only this user can write to. */
export function socketPath(env: NodeJS.ProcessEnv = process.env): string {
  if (env['LATCHKEY_SOCKET']) return env['LATCHKEY_SOCKET'];
  if (process.platform === 'win32') return `\\\\.\\pipe\\latchkey-${env['USERNAME'] ?? 'user'}`;
  if (env['XDG_RUNTIME_DIR']) return `${env['XDG_RUNTIME_DIR']}/latchkey/agent.sock`;
  if (process.platform === 'darwin') return `${env['HOME']}/Library/Application Support/latchkey/agent.sock`;
  return `${env['TMPDIR'] ?? '/tmp'}/latchkey-${process.getuid?.() ?? 0}/agent.sock`;
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
