/** A folder for PATH with the credential helpers under the names by which tools call them, as an installation has it. */
import { mkdirSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';

const DIST = resolve(import.meta.dirname, '../../../dist');

/** The value for PATH. */
export function pathWithHelpers(folder: string): string {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  for (const name of ['git-credential-latchkey', 'docker-credential-latchkey']) {
    symlinkSync(join(DIST, `${name}.cjs`), join(bin, name));
  }
  return `${bin}:${process.env['PATH']}`;
}
