/**
 * Where the agent listens: one rule for the agent and the `latchkey` command. `@latchkey/client` is a separate package and
 * repeats it (a test compares them).
 */

type Env = Readonly<Record<string, string | undefined>>;

/**
 * `$LATCHKEY_SOCKET`, else a place that only this user can write to; on Windows the name of a pipe. `uid` is the process's,
 * not from the user database: a user in a container may have no name there.
 */
export function socketPathFor(env: Env, platform: string, uid: number | undefined): string {
  if (env['LATCHKEY_SOCKET']) return env['LATCHKEY_SOCKET'];
  if (platform === 'win32') return `\\\\.\\pipe\\latchkey-${env['USERNAME'] ?? 'user'}`;
  const runtime = runtimeFolder(env, uid);
  if (runtime !== undefined) return `${runtime}/latchkey/agent.sock`;
  if (platform === 'darwin') return `${env['HOME']}/Library/Application Support/latchkey/agent.sock`;
  return temporary(platform === 'android' ? env['TMPDIR'] : undefined, uid);
}

/**
 * Where a command looks, best first: the agent may have been started outside of the command's session, or the other way
 * round (cron, su, sudo, a snap). A socket that was named is the only one.
 */
export function socketPlaces(env: Env, platform: string, uid: number | undefined): string[] {
  const first = socketPathFor(env, platform, uid);
  if (env['LATCHKEY_SOCKET'] || platform === 'win32' || platform === 'darwin') return [first];
  const others = [`/run/user/${uid ?? 0}/latchkey/agent.sock`, temporary(undefined, uid)];
  // Where earlier versions listened.
  if (isAbsolute(env['TMPDIR'])) others.push(temporary(env['TMPDIR'], uid));
  return [...new Set([first, ...others])];
}

/** The variable that may differ from where the agent was started; undefined: all is as usual. */
export function socketVariable(env: Env, platform: string, uid: number | undefined): string | undefined {
  if (env['LATCHKEY_SOCKET']) return 'LATCHKEY_SOCKET';
  if (platform === 'win32' || (platform === 'darwin' && !env['XDG_RUNTIME_DIR'])) return undefined;
  return env['XDG_RUNTIME_DIR'] === `/run/user/${uid ?? 0}` ? undefined : 'XDG_RUNTIME_DIR';
}

/** XDG Base Directory Specification: a relative path is invalid. A snap gives its programs a folder inside the session's. */
function runtimeFolder(env: Env, uid: number | undefined): string | undefined {
  const given = env['XDG_RUNTIME_DIR'];
  if (!isAbsolute(given)) return undefined;
  const own = `/run/user/${uid ?? 0}`;
  return given.startsWith(`${own}/snap.`) ? own : given.replace(/(?<=.)\/+$/, '');
}

/** Not `TMPDIR`, which differs between the shells of one person. */
function temporary(folder: string | undefined, uid: number | undefined): string {
  return `${isAbsolute(folder) ? folder.replace(/\/+$/, '') : '/tmp'}/latchkey-${uid ?? 0}/agent.sock`;
}

function isAbsolute(path: string | undefined): path is string {
  return path?.startsWith('/') ?? false;
}

/**
 * The file beside the socket that says that a person ended the agent: while it is there, no helper starts the agent. The
 * session's end removes its folder, and an agent that starts removes the file. Undefined for a named pipe, which has no
 * folder.
 */
export function quitMarkFor(socket: string): string | undefined {
  return socket.startsWith('\\\\') ? undefined : socket.replace(/[^/]*$/, 'quit');
}
