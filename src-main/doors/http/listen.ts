/** Binds a server to a unix socket of mode 0600 (a named pipe on Windows); the folder is already prepared. */
import type { Server } from 'node:net';
import { LatchkeyError } from '../../core/errors.ts';

/**
 * Rejects with `agent_already_running`, `folder_unsafe`. The file gets its mode from the umask at creation: a chmod
 * afterwards would come too late.
 */
export async function listen(server: Server, path: string): Promise<void> {
  const former = process.platform === 'win32' ? undefined : process.umask(0o177);
  try {
    // Binds before it returns; only the event comes later.
    server.listen(path);
  } finally {
    if (former !== undefined) process.umask(former);
  }
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', (cause: NodeJS.ErrnoException) => reject(bindError(path, cause)));
  });
}

function bindError(path: string, cause: NodeJS.ErrnoException): LatchkeyError {
  if (cause.code === 'EADDRINUSE') {
    return new LatchkeyError('agent_already_running', `An agent is already running at ${path}.`, { cause });
  }
  return new LatchkeyError(
    'folder_unsafe',
    `The socket ${path} cannot be created (${cause.code ?? 'unknown reason'}).`,
    {
      cause,
    },
  );
}
