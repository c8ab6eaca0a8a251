#!/usr/bin/env node
/**
 * Bundles the program into dist/ with esbuild. `node scripts/build.mjs` builds the product; with `--dev FILE…` it bundles
 * programs that are only for development (the demo, the simulation) into dist/dev/. Missing sources are skipped.
 */
import { execFile, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** The full version: 0.1.0+a1b2c3d4e5, without the commit if it is unknown. */
export function fullVersion() {
  const commit = process.env.LATCHKEY_COMMIT ?? commitHere();
  return commit ? `${version}+${commit.slice(0, 10)}` : version;
}

/** Sources from an archive have no commit, nor do sources inside another repository. */
function commitHere() {
  if (!existsSync(join(root, '.git'))) return undefined;
  const { status, stdout } = spawnSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

const named = fullVersion();

/** Native modules and Electron itself cannot be inside a bundle. */
const NATIVE = ['keytar', 'koffi', 'electron'];
/** ESM bundles that contain CommonJS packages need a `require`; the command line avoids it, for a faster start. */
const REQUIRE =
  "import { createRequire as latchkeyRequire } from 'node:module'; const require = latchkeyRequire(import.meta.url);";

/** First of all: else SIGUSR1 has Node start a debugger, which lets in anyone on the machine. */
const NO_DEBUGGER = "'use strict';process.on('SIGUSR1', () => {});";

export const common = (dev) => ({
  absWorkingDir: root,
  bundle: true,
  format: 'esm',
  target: 'node20.18',
  platform: 'node',
  external: NATIVE,
  define: { 'process.env.LATCHKEY_VERSION': JSON.stringify(named) },
  sourcemap: dev ? 'inline' : false,
  legalComments: 'none',
  logLevel: 'warning',
  outdir: 'dist',
  metafile: true,
});

/** One bundle each, so that none can be broken by sharing code with another. */
function nodeBundle(source, out, dev, extra = {}) {
  return { ...common(dev), entryPoints: [{ in: source, out }], banner: { js: REQUIRE }, ...extra };
}

/**
 * The commands that tools call all the time, each in one CommonJS file: Node starts one 5 to 10 ms sooner than a module.
 * The other commands are imported from latchkey-all.js when needed.
 */
const QUICK_COMMANDS = [
  { in: 'src-cli/main.ts', out: 'latchkey' },
  { in: 'src-cli/git-credential.ts', out: 'git-credential-latchkey' },
  { in: 'src-cli/docker-credential.ts', out: 'docker-credential-latchkey' },
];

function quickCommands(dev) {
  return {
    ...common(dev),
    format: 'cjs',
    entryPoints: QUICK_COMMANDS.filter((entry) => existsSync(join(root, entry.in))),
    outExtension: { '.js': '.cjs' },
    banner: { js: NO_DEBUGGER },
    plugins: [staysOutside(/\/all\.ts$/, './latchkey-all.js')],
    minifySyntax: !dev,
  };
}

/** All commands, split: each loads only the chunks that it needs, all in dist/ itself. */
function allCommands(dev) {
  return {
    ...common(dev),
    entryPoints: [{ in: 'src-cli/all.ts', out: 'latchkey-all' }],
    splitting: true,
    chunkNames: 'latchkey-[name]-[hash]',
    // `latchkey agent` imports the agent from the file next to it, so that no other command carries it.
    plugins: [staysOutside(/\/src-main\/headless\.ts$/, './headless.js')],
  };
}

/** Leaves a dynamic import that matches `filter` for run time, from `path` next to the bundle. */
function staysOutside(filter, path) {
  return {
    name: `outside ${path}`,
    setup(builder) {
      builder.onResolve({ filter }, ({ kind }) => (kind === 'dynamic-import' ? { path, external: true } : undefined));
    },
  };
}

function desktop(dev) {
  return nodeBundle('src-main/desktop/main.ts', 'desktop', dev, { banner: { js: `${REQUIRE} ${NO_DEBUGGER}` } });
}

/** One CommonJS file, because the agent runs its text in a thread; only if you use the sandbox. */
function sandbox(dev) {
  return {
    ...common(dev),
    format: 'cjs',
    entryPoints: [{ in: 'src-main/sandbox/main.ts', out: 'sandbox' }],
    outExtension: { '.js': '.cjs' },
    define: { ...common(dev).define, 'import.meta.url': '"file:///sandbox.cjs"' },
    minify: !dev,
    // The provider looks up lifetimes by class name.
    keepNames: true,
  };
}

function page(dev) {
  return {
    ...common(dev),
    entryPoints: [{ in: 'src-renderer/main.ts', out: 'main' }],
    outdir: 'dist/renderer',
    platform: 'browser',
    target: 'chrome130',
    external: [],
    define: { ...common(dev).define, 'process.env.NODE_ENV': '"production"' },
    minify: !dev,
  };
}

/** @latchkey/client, for Node: what a script or an editor imports. finishClient adds the types. */
function client(dev) {
  return {
    ...common(dev),
    entryPoints: [{ in: 'clients/js/index.ts', out: 'index' }],
    outdir: 'dist/client',
    external: [],
    define: {},
  };
}

const PRODUCT = [
  { source: 'src-cli/main.ts', options: quickCommands, after: finishQuickCommands },
  { source: 'src-cli/all.ts', options: allCommands, after: finishAllCommands },
  { source: 'src-main/headless.ts', options: (dev) => nodeBundle('src-main/headless.ts', 'headless', dev) },
  { source: 'src-main/sandbox/main.ts', options: sandbox },
  { source: 'src-main/desktop/main.ts', options: desktop },
  { source: 'src-renderer/main.ts', options: page, after: finishPage },
  { source: 'clients/js/index.ts', options: client, after: finishClient },
];

function finishQuickCommands({ metafile }) {
  for (const file of Object.keys(metafile.outputs)) if (file.endsWith('.cjs')) chmodSync(join(root, file), 0o755);
}

/** Removes the chunks of earlier builds. */
function finishAllCommands({ metafile }) {
  for (const file of readdirSync(join(root, 'dist'))) {
    if (/^latchkey-.*\.js$/.test(file) && !metafile.outputs[`dist/${file}`]) rmSync(join(root, 'dist', file));
  }
}

/** Puts the style sheets next to the page, which is served as one flat folder, and removes those of earlier builds. */
function finishPage() {
  const [source, out] = [join(root, 'src-renderer'), join(root, 'dist/renderer')];
  for (const file of readdirSync(out).filter((name) => name.endsWith('.css'))) rmSync(join(out, file));
  cpSync(join(source, 'index.html'), join(out, 'index.html'));
  cpSync(join(source, 'styles'), out, { recursive: true });
}

/** Makes dist/client its own package, with types. */
async function finishClient() {
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  await promisify(execFile)(process.execPath, [compiler, '-p', join(root, 'clients/js')]);
  for (const file of ['clients/js/package.json', 'clients/js/README.md', 'LICENSE']) {
    if (existsSync(join(root, file))) cpSync(join(root, file), join(root, 'dist/client', basename(file)));
  }
}

/** Builds everything that exists, except the sources in `without`; resolves to the entries that were built. */
export async function buildProduct({ dev = false, without = [] } = {}) {
  const present = PRODUCT.filter(({ source }) => existsSync(join(root, source)) && !without.includes(source));
  mkdirSync(join(root, 'dist'), { recursive: true });
  // Each on its own: a mistake in the window's source does not stop the command line from being built.
  const outcomes = await Promise.allSettled(
    present.map(async ({ options, after }) => {
      const result = await build(options(dev));
      await after?.(result);
    }),
  );
  const failed = outcomes.flatMap(({ status }, i) => (status === 'rejected' ? [present[i].source] : []));
  if (failed.length > 0) throw new Error(`could not build ${failed.join(', ')}`);
  return present.map(({ source }) => source);
}

/** Bundles programs that are only for development, without their packages. Resolves to the written files. */
export async function buildDev(sources) {
  const made = [];
  for (const source of sources) {
    const name = basename(dirname(source));
    const out = basename(source, '.ts') === 'main' ? name : `${name}-${basename(source, '.ts')}`;
    await build({ ...nodeBundle(source, out, true), outdir: 'dist/dev', packages: 'external', banner: {} });
    made.push(`dist/dev/${out}.js`);
  }
  return made;
}

async function main(args) {
  const dev = args[0] === '--dev';
  const made = dev && args.length > 1 ? await buildDev(args.slice(1)) : await buildProduct({ dev });
  if (process.env.LATCHKEY_QUIET !== '1') for (const file of made) console.log(`built ${file}`);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  main(process.argv.slice(2)).catch((error) => {
    console.error(error.message ?? error);
    process.exitCode = 1;
  });
}
