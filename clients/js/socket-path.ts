/**
 * Where the agent listens, and whether the socket there is ours. Must agree with the agent and the `latchkey` command (a
 * test compares them).
 */
import { lstatSync, readFileSync } from 'node:fs';
import { agentNotRunning, LatchkeyError } from './errors.ts';

/** `$LATCHKEY_SOCKET`, else a path that only this user can write to. */
export function socketPath(env: NodeJS.ProcessEnv = process.env): string {
  if (env['LATCHKEY_SOCKET']) return env['LATCHKEY_SOCKET'];
  if (process.platform === 'win32') return `\\\\.\\pipe\\latchkey-${env['USERNAME'] ?? 'user'}`;
  const places = socketPlaces(env);
  return places.find(isThere) ?? places[0] ?? '';
}

/** Best first: the agent may have been started outside of the session that it is asked from, or the other way round. */
function socketPlaces(env: NodeJS.ProcessEnv): string[] {
  const uid = process.getuid?.() ?? 0;
  const own = `/run/user/${uid}`;
  const given = env['XDG_RUNTIME_DIR'];
  const runtime = given?.startsWith(`${own}/snap.`) ? own : given?.replace(/(?<=.)\/+$/, '');
  const inRuntime = runtime?.startsWith('/') ? [`${runtime}/latchkey/agent.sock`] : [];
  if (process.platform === 'darwin') {
    return [...inRuntime, `${env['HOME']}/Library/Application Support/latchkey/agent.sock`].slice(0, 1);
  }
  const temporary = ['/tmp', env['TMPDIR']?.replace(/\/+$/, '')].filter((folder) => folder?.startsWith('/'));
  if (process.platform === 'android') temporary.reverse();
  const inFolder = (folder = '') => `${folder}/latchkey-${uid}/agent.sock`;
  return [
    ...(inRuntime.length > 0 ? inRuntime : temporary.slice(0, 1).map(inFolder)),
    `${own}/latchkey/agent.sock`,
    ...temporary.map(inFolder),
  ];
}

function isThere(path: string): boolean {
  try {
    return lstatSync(path).isSocket();
  } catch {
    return false;
  }
}

/** Throws `agent_not_running` when there is no socket, `not_allowed` when it belongs to someone else. */
export function checkSocket(path: string): void {
  const uid = process.getuid?.();
  if (uid === undefined) return; // Windows: a pipe has no owner to check
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found) throw agentNotRunning();
  if (found.uid === uid) return;
  const hint = 'Run this as the user who runs the agent, or set LATCHKEY_SOCKET to a socket of your own.';
  throw new LatchkeyError('not_allowed', `The socket ${path} belongs to another user.`, hint);
}

/** Windows only: the value that proves to the agent who we are, from a file that only this user can read. */
export function pipeValue(env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (process.platform !== 'win32') return undefined;
  try {
    return readFileSync(`${env['LOCALAPPDATA'] ?? env['APPDATA'] ?? '.'}\\latchkey\\pipe-value`, 'utf8').trim();
  } catch (cause) {
    throw agentNotRunning(undefined, cause);
  }
}
