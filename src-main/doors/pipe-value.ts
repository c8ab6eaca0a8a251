/**
 * Windows only: Node cannot set the access list of a named pipe, so callers must show a value from a file in the user's
 * own folder (whose inherited access list keeps others out). Created at each start of the agent.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolders } from '../../src-shared/make-folder.ts';
import { type Secret, secret } from '../core/secret.ts';

export function pipeValuePath(env: NodeJS.ProcessEnv = process.env): string {
  return join(env['LOCALAPPDATA'] ?? env['APPDATA'] ?? '.', 'latchkey', 'pipe-value');
}

/** Called once the pipe is ours, so that a second agent does not lock out the first one's callers. */
export function writePipeValue(path: string): Secret {
  const value = randomBytes(32).toString('base64url');
  makeFolders(dirname(path), { mkdir: (folder) => mkdirSync(folder, 0o700), isFolder: existsSync, parentOf: dirname });
  writeFileSync(`${path}.new`, value, { mode: 0o600 });
  renameSync(`${path}.new`, path);
  return secret(value);
}
