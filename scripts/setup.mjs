#!/usr/bin/env node
/**
 * Prepares a fresh clone for one of the commands (start, demo, test, simulate): Node's version, system packages, npm
 * packages, keytar's binding, the build. Run a second time, it does nothing. With LATCHKEY_NO_SETUP=1 it installs nothing,
 * and the demo never has system packages installed. Node built-ins only.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { electronExecutable } from './electron.mjs';
import { buildKeytar, keytarLoads } from './keytar.mjs';
import { installAdvice, installPackages, missingPackages, packagesFor } from './system-packages.mjs';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const say = (line) => console.error(`setup: ${line}`);
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

export class SetupError extends Error {}

/** Runs a program in the repository, with its output on standard error; throws with `purpose` if it fails. */
function run(purpose, program, args, env = {}) {
  const result = spawnSync(program, args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    env: { ...process.env, ...env },
    shell: process.platform === 'win32',
  });
  if (result.status !== 0) throw new SetupError(`${purpose} failed (${program} ${args.join(' ')}).`);
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 18)) return;
  throw new SetupError(`Latchkey needs Node.js 20.18 or newer; this is ${process.versions.node}.`);
}

/** True if npm's own record says that node_modules has every package of package-lock.json, in that version. */
export function packagesInStep(folder = root) {
  const record = join(folder, 'node_modules/.package-lock.json');
  if (!existsSync(record)) return false;
  const { packages: have } = JSON.parse(readFileSync(record, 'utf8'));
  const { packages: want } = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
  return Object.entries(want).every(
    ([path, { version, optional, devOptional }]) =>
      path === '' || have[path]?.version === version || ((optional || devOptional) && !have[path]),
  );
}

const installsNothing = () => process.env.LATCHKEY_NO_SETUP === '1';

function npmPackages() {
  if (packagesInStep()) return;
  if (installsNothing()) throw new SetupError('the npm packages are missing; run: npm ci --ignore-scripts');
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  say(`installing the ${Object.keys(packages).length} npm packages of package-lock.json (about 450 MB on the disk)`);
  run('installing the npm packages', npm, ['ci', '--ignore-scripts', '--loglevel=error']);
}

/** Path, size and time of every source file, so that it changes with every edit, addition and removal. */
function sourcesDigest() {
  const hash = createHash('sha256');
  const add = (path) => {
    const { mtimeMs, size } = statSync(join(root, path));
    hash.update(`${path}\0${mtimeMs}\0${size}\n`);
  };
  for (const folder of ['src-main', 'src-renderer', 'src-cli', 'src-languages', 'src-shared', 'clients'].filter(
    (name) => existsSync(join(root, name)),
  )) {
    const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
    for (const entry of entries)
      if (entry.isFile()) add(join(entry.parentPath ?? entry.path, entry.name).slice(root.length + 1));
  }
  for (const file of ['package-lock.json', 'package.json', 'scripts/build.mjs']) add(file);
  return hash.digest('hex');
}

function buildIfNeeded() {
  const stamp = join(root, 'dist/.sources');
  const digest = sourcesDigest();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest && existsSync(join(root, 'dist/latchkey.cjs')))
    return;
  run('the build', process.execPath, ['scripts/build.mjs'], { LATCHKEY_QUIET: '1' });
  writeFileSync(stamp, digest);
}

/** Without the keychain binding, the programs still run with another vault; the tests do not. Returns what to say about it. */
function keytar(command) {
  if (keytarLoads()) return undefined;
  const problem = installsNothing()
    ? 'keytar is not built'
    : buildKeytar(say, { again: command === 'test', mayFetch: command !== 'demo' });
  if (problem === undefined) return undefined;
  if (command === 'test') throw new SetupError(`${problem}.`);
  return `${problem}; without it, there are only the vaults "file" and "memory", not the keychain.`;
}

/**
 * Sets up everything that `command` needs. `desktop`: it runs Electron if there is one; `virtual`: on its own display.
 * Returns what is still missing, which is said last: above the output of a build, no one would see it.
 */
export function setup(command, { desktop = false, virtual = false } = {}) {
  checkNode();
  const electron = desktop && (command === 'start' || electronExecutable() !== undefined);
  const build = command !== 'simulate' && !keytarLoads();
  const missing = missingPackages(packagesFor(command, { electron, virtual: virtual && electron, build }));
  const asks = installsNothing() || command === 'demo';
  const advice = asks ? installAdvice(missing) : installPackages(missing, say);
  if (advice !== undefined && command === 'test') throw new SetupError(advice);
  npmPackages();
  const problem = command === 'simulate' ? undefined : keytar(command);
  buildIfNeeded();
  const left = [problem, advice].filter((line) => line !== undefined);
  for (const line of left) say(line);
  return left;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    setup(process.argv[2] ?? 'test', { desktop: true, virtual: true });
    say('ready');
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(error.message);
    process.exitCode = 1;
  }
}
