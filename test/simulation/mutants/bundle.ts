/** Bundles the worker with the engine, unchanged or with one deliberate fault in its source. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';
import type { Mutant } from './mutants.ts';

const CORE = resolve('src-main/core');

/** Run from the root of the repository. Rejects unless the mutant's text is found exactly once. */
export async function bundleWorker(outfile: string, mutant?: Mutant): Promise<void> {
  await build({
    entryPoints: [resolve('test/simulation/runs/worker.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: 'inline',
    logLevel: 'silent',
    plugins: mutant ? [mutating(mutant)] : [],
  });
}

export function mutated(source: string, { name, file, find, replace }: Mutant): string {
  const parts = source.split(find);
  if (parts.length !== 2)
    throw new Error(
      `The mutant ${name} finds its text ${parts.length - 1} times in core/${file}, not once; fix mutants.ts.`,
    );
  return parts.join(replace);
}

function mutating(mutant: Mutant): Plugin {
  return {
    name: 'mutant',
    setup({ onLoad }) {
      onLoad({ filter: /[\\/]src-main[\\/]core[\\/].+\.ts$/ }, async ({ path }) => {
        if (path !== resolve(CORE, mutant.file)) return undefined;
        return { contents: mutated(await readFile(path, 'utf8'), mutant), loader: 'ts' };
      });
    },
  };
}
