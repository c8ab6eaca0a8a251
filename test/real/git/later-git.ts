/** git of Debian 13, which knows `authtype` and `credential`, with its own C library: nothing of it is installed. */
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Unpacked, unpack } from '../support/debian-packages.ts';

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

export function laterGit(): Unpacked | string {
  if (!existsSync(KEYRING)) return `there is no ${KEYRING}`;
  const source = `deb [signed-by=${KEYRING}] http://deb.debian.org/debian trixie main`;
  return unpack({ judge: 'git', packages: ['git'], source });
}

/**
 * git looks for its parts in one folder and starts them itself: here they are scripts that use its own loader.
 * Resolves to the path of `git`.
 */
export function linkGit(git: Unpacked, folder: string): string {
  const parts = join(folder, 'git-core');
  mkdirSync(parts);
  for (const name of ['git', 'git-remote-http', 'git-remote-https']) {
    const command = git.command(join('usr/lib/git-core', name)).map((word) => `'${word}'`);
    const [loader, ...rest] = command;
    const script = join(parts, name);
    writeFileSync(
      script,
      `#!/bin/sh\nGIT_EXEC_PATH='${parts}' exec ${[loader, '--argv0', name, ...rest].join(' ')} "$@"\n`,
    );
    chmodSync(script, 0o755);
  }
  return join(parts, 'git');
}
