/**
 * Where the agent listens: one rule for the agent and the `latchkey` command. `@latchkey/client` is a separate package and
 * repeats it (a test compares them).
 */

/**
 * `$LATCHKEY_SOCKET`, else a place that only this user can write to; on Windows the name of a pipe. `uid` is the process's,
 * not from the user database: a user in a container may have no name there.
 */
export function socketPathFor(
  env: Readonly<Record<string, string | undefined>>,
  platform: string,
  uid: number | undefined,
): string {
  if (env['LATCHKEY_SOCKET']) return env['LATCHKEY_SOCKET'];
  if (platform === 'win32') return `\\\\.\\pipe\\latchkey-${env['USERNAME'] ?? 'user'}`;
  if (env['XDG_RUNTIME_DIR']) return `${env['XDG_RUNTIME_DIR']}/latchkey/agent.sock`;
  if (platform === 'darwin') return `${env['HOME']}/Library/Application Support/latchkey/agent.sock`;
  return `${env['TMPDIR'] ?? '/tmp'}/latchkey-${uid ?? 0}/agent.sock`;
}
