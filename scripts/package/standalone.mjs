/**
 * The command line as a single executable (Node's "single executable applications"), for machines without Node.js: the
 * running Node with our quick commands inside; the other commands and the agent lie beside it as one file.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { common, root } from '../build.mjs';

/** Published in Node's documentation; the injected program is found by it. */
const SENTINEL = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

/**
 * Makes `folder`/latchkey and what it loads. Native modules are looked for in `nativeFrom`, relative to the folder; `built` is
 * where the sandbox and the page are, which `latchkey agent --page` serves.
 */
export async function buildStandalone(folder, nativeFrom, built) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await bundle('src-cli/all.ts', join(folder, 'latchkey-all.cjs'), [fromDisk(/^(keytar|koffi)$/, nativeFrom)]);
  const program = join(folder, 'program.cjs');
  await bundle('src-cli/standalone.ts', program, [fromDisk(/\/all\.ts$/, '.', './latchkey-all.cjs')]);
  const executable = join(folder, process.platform === 'win32' ? 'latchkey.exe' : 'latchkey');
  inject(folder, program, executable);
  rmSync(program);
  for (const part of ['sandbox.cjs', 'renderer']) cpSync(join(built, part), join(folder, part), { recursive: true });
  return executable;
}

function bundle(source, outfile, plugins) {
  const options = common(false);
  delete options.outdir;
  return build({
    ...options,
    entryPoints: [source],
    outfile,
    format: 'cjs',
    external: ['electron'],
    // CommonJS knows no import.meta; what is beside the executable is meant.
    define: { ...options.define, 'import.meta.url': 'latchkeyUrl' },
    banner: { js: "const latchkeyUrl = require('node:url').pathToFileURL(process.execPath).href;" },
    plugins,
    minifySyntax: true,
  });
}

/**
 * Inside the executable `import` and `require` know Node's own modules only. What `filter` names is required from disk when
 * it is asked for: `path`, or the very name, as seen from `from` beside the executable.
 */
function fromDisk(filter, from, path) {
  return {
    name: `from disk ${from}`,
    setup(builder) {
      builder.onResolve({ filter }, (args) => ({ path: path ?? args.path, namespace: from }));
      builder.onLoad({ filter: /.*/, namespace: from }, (args) => ({
        contents: `
          const { createRequire } = require('node:module');
          const { dirname, join } = require('node:path');
          module.exports = createRequire(join(dirname(process.execPath), ${JSON.stringify(from)}, 'x'))(${JSON.stringify(args.path)});`,
      }));
    },
  };
}

/** Without V8's code cache, which is another each time and makes the start no faster; with relative paths, since they stay in it. */
function inject(folder, program, executable) {
  const blob = join(folder, 'program.blob');
  const config = join(folder, 'program.json');
  const paths = { main: basename(program), output: basename(blob) };
  writeFileSync(config, JSON.stringify({ ...paths, disableExperimentalSEAWarning: true, useCodeCache: false }));
  run(process.execPath, ['--experimental-sea-config', basename(config)], folder);
  copyFileSync(process.execPath, executable);
  chmodSync(executable, 0o755);
  const postject = join(root, 'node_modules/postject/dist/cli.js');
  const mac = process.platform === 'darwin' ? ['--macho-segment-name', 'NODE_SEA'] : [];
  // Node's own signature would not fit any more; electron-builder signs it with the app.
  if (process.platform === 'darwin') run('codesign', ['--remove-signature', executable]);
  run(process.execPath, [postject, executable, 'NODE_SEA_BLOB', blob, '--sentinel-fuse', SENTINEL, ...mac]);
  rmSync(blob);
  rmSync(config);
}

function run(command, args, cwd = root) {
  const { status, stderr, stdout } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args[0]} failed: ${stderr || stdout}`);
}
