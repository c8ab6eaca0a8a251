/**
 * Builds the command line as a single executable (Node's "single executable applications"), for machines without Node.js:
 * a fixed Node with our quick commands inside; the other commands and the agent are one file next to it.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { common, root } from '../build.mjs';
import { nodeRuntime } from './node-runtime.mjs';

/** From Node's documentation; Node finds the injected program by it. */
const SENTINEL = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

/**
 * What Node starts with, and nothing can be added to it: NODE_OPTIONS is not read (`execArgvExtension`), SIGUSR1 starts no
 * debugger, and OPENSSL_CONF names no code to load.
 */
const EXEC_ARGV = ['--disable-sigusr1', `--openssl-config=${process.platform === 'win32' ? 'NUL' : '/dev/null'}`];

/**
 * Builds `folder`/latchkey and what it loads. Native modules are loaded from `nativeFrom`, relative to the folder; `built`
 * has the sandbox and the page, which `latchkey agent --page` serves.
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
    // CommonJS has no import.meta; use paths relative to the executable.
    define: { ...options.define, 'import.meta.url': 'latchkeyUrl' },
    banner: { js: "const latchkeyUrl = require('node:url').pathToFileURL(process.execPath).href;" },
    plugins,
    minifySyntax: true,
  });
}

/**
 * Inside the executable, `import` and `require` know only Node's own modules. Whatever matches `filter` is required from
 * disk when needed: `path`, or the same name, relative to `from` next to the executable.
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

/** Without V8's code cache, which differs each time and does not speed up the start; with relative paths, since they stay in it. */
function inject(folder, program, executable) {
  const blob = join(folder, 'program.blob');
  const config = join(folder, 'program.json');
  const paths = { main: basename(program), output: basename(blob) };
  const closed = { execArgv: EXEC_ARGV, execArgvExtension: 'none' };
  writeFileSync(
    config,
    JSON.stringify({ ...paths, ...closed, disableExperimentalSEAWarning: true, useCodeCache: false }),
  );
  const node = nodeRuntime().executable;
  run(node, ['--experimental-sea-config', basename(config)], folder);
  copyFileSync(node, executable);
  chmodSync(executable, 0o755);
  const postject = join(root, 'node_modules/postject/dist/cli.js');
  const mac = process.platform === 'darwin' ? ['--macho-segment-name', 'NODE_SEA'] : [];
  // Node's own signature would no longer be valid; electron-builder signs it with the app.
  if (process.platform === 'darwin') run('codesign', ['--remove-signature', executable]);
  run(process.execPath, [postject, executable, 'NODE_SEA_BLOB', blob, '--sentinel-fuse', SENTINEL, ...mac]);
  rmSync(blob);
  rmSync(config);
}

function run(command, args, cwd = root) {
  const { status, stderr, stdout } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args[0]} failed: ${stderr || stdout}`);
}
