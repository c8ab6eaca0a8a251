/**
 * Where the agent listens (the first place that has a socket), and whether that socket is ours. It does not contact the agent.
 */
import { lstatSync, readFileSync } from 'node:fs';
import { socketPlaces, socketVariable } from '../../src-shared/socket-path.ts';
import { agentNotRunning, CliError, EXIT } from '../line/errors.ts';

export function socketPath(env: NodeJS.ProcessEnv = process.env): string {
  const places = socketPlaces(env, process.platform, process.getuid?.());
  return places.find(isThere) ?? places[0] ?? '';
}

function isThere(path: string): boolean {
  try {
    return lstatSync(path).isSocket();
  } catch {
    return false;
  }
}

/** Nothing listens, and nothing was sent: the agent may be started and asked again. */
export class AgentAbsent extends CliError {
  constructor({ code, exit, message, hint }: CliError) {
    super(code, exit, message, hint);
  }

  because({ message = this.message, hint = this.hint }: Instead): CliError {
    return new CliError(this.code, this.exit, message, hint);
  }
}

/** What is said instead; absent: the usual. */
export interface Instead {
  readonly message?: string;
  readonly hint?: string;
}

/** Names the variable that may make us look in the wrong place. */
export function notThere(path: string, env: NodeJS.ProcessEnv = process.env): CliError {
  const usual = agentNotRunning();
  const variable = socketVariable(env, process.platform, process.getuid?.());
  if (variable === undefined) return usual;
  const remedy = `${env[variable] ? 'correct' : 'set'} ${variable}: there is no socket at ${path}.`;
  return new CliError(usual.code, usual.exit, usual.message, `${usual.hint} If it is running, ${remedy}`);
}

/**
 * Throws `agent_not_running` when there is no socket, `not_allowed` when it belongs to someone else: its owner would
 * get what we send, for example a client secret.
 */
export function checkSocket(path: string): void {
  const uid = process.getuid?.();
  if (uid === undefined) return; // Windows: a pipe has no owner to check
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found) throw new AgentAbsent(notThere(path));
  if (found.uid === uid) return;
  throw new CliError(
    'not_allowed',
    EXIT.notAllowed,
    `The socket ${path} belongs to another user.`,
    'Run the command as the user who runs the agent, or set LATCHKEY_SOCKET to a socket of your own.',
  );
}

/** Windows only: the value that proves to the agent who we are, from a file that only this user can read. */
export function pipeValue(env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (process.platform !== 'win32') return undefined;
  const file = `${env['LOCALAPPDATA'] ?? env['APPDATA'] ?? '.'}\\latchkey\\pipe-value`;
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    throw agentNotRunning();
  }
}
