/**
 * Builds a small program out of TypeScript and the product's modules, to be run (and killed) as a process of its own.
 * Node 20 does not run TypeScript itself.
 */
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** Inside of node_modules, so that the program finds its packages. */
const PLACE = join(ROOT, 'node_modules', '.latchkey-programs');

/** `source` imports from `./src-main/…`. Gives the path of the program, for `process.execPath`. */
export async function childProgram(source: string): Promise<string> {
  mkdirSync(PLACE, { recursive: true });
  const name = createHash('sha256').update(source).digest('hex').slice(0, 16);
  const outfile = join(PLACE, `${name}.${process.pid}.mjs`);
  await build({
    stdin: { contents: source, resolveDir: ROOT, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    outfile,
    logLevel: 'error',
  });
  return outfile;
}
