/**
 * Where the socket is, and that the place is safe: a folder of ours only, not a link, with nothing in the socket's
 * place that is not ours to replace.
 */
import { lstatSync, mkdirSync, statSync, unlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { folderFlaw, folderRemedy } from '../../src-shared/folder-flaw.ts';
import { makeFolders } from '../../src-shared/make-folder.ts';
import { socketPathFor } from '../../src-shared/socket-path.ts';
import { LatchkeyError } from '../core/errors.ts';

/** `sun_path` of sockaddr_un, less its final zero; macOS and the BSDs have four bytes fewer than Linux. */
const MAX_PATH_BYTES = 103;

export function socketPath(env: NodeJS.ProcessEnv = process.env): string {
  return socketPathFor(env, process.platform, process.getuid?.());
}

/** Creates the folder and removes a stale socket. Rejects with `folder_unsafe`, `agent_already_running`. */
export async function preparePath(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  if (Buffer.byteLength(path) > MAX_PATH_BYTES) {
    throw new LatchkeyError('folder_unsafe', `The socket path ${path} is longer than ${MAX_PATH_BYTES} bytes.`, {
      hint: 'Set LATCHKEY_SOCKET to a shorter path.',
    });
  }
  prepareFolder(dirname(path));
  const present = lstatSync(path, { throwIfNoEntry: false });
  if (present === undefined) return;
  if (!present.isSocket()) {
    throw new LatchkeyError('folder_unsafe', `There is something at ${path} that is not a socket.`, {
      hint: 'Move it away, or set LATCHKEY_SOCKET to another path.',
    });
  }
  if (await isAnswered(path)) {
    throw new LatchkeyError('agent_already_running', `An agent is already running at ${path}.`);
  }
  unlinkSync(path);
}

function prepareFolder(folder: string): void {
  try {
    makeFolders(folder, { mkdir: (path) => mkdirSync(path, 0o700), isFolder, parentOf: dirname });
  } catch (cause) {
    const hint = 'Set XDG_RUNTIME_DIR to a folder of yours that exists, or LATCHKEY_SOCKET to another place.';
    throw new LatchkeyError('folder_unsafe', `The folder ${folder} cannot be created.`, { cause, hint });
  }
  const flaw = folderFlaw(lstatSync(folder), process.getuid?.());
  if (flaw === undefined) return;
  const hint = folderRemedy(folder, flaw, 'LATCHKEY_SOCKET');
  throw new LatchkeyError('folder_unsafe', `The folder ${folder} ${flaw}.`, { hint });
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** A socket without a listener refuses (a stale one); every other answer means that a process may be there. */
function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code !== 'ECONNREFUSED' && error.code !== 'ENOENT');
    });
  });
}
