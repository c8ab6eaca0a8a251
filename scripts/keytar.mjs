/**
 * keytar's native binding, which connects Latchkey to the keychain: whether it loads, and how it is made here. Its output
 * goes into a file; a build that cannot succeed is not begun, and one that failed is not repeated at each start.
 * Node built-ins only.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onPath } from './electron.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const folder = join(root, 'node_modules/keytar');
const LOG = 'dist/keytar-build.log';
/** In the package's folder, so that it goes with it. */
const FAILED = join(folder, '.build-failed');
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

/** In a separate process: a failing native module may crash it. */
export const keytarLoads = () =>
  existsSync(join(folder, 'build/Release/keytar.node')) &&
  spawnSync(process.execPath, ['-e', "require('keytar')"], { cwd: root, stdio: 'ignore' }).status === 0;

/** What a build needs and is not here; undefined: nothing. */
function lacking() {
  if (process.platform !== 'linux') return undefined;
  const program = ['make', 'c++', 'python3', 'pkg-config'].find((name) => !onPath(name));
  if (program !== undefined) return program;
  const found = spawnSync('pkg-config', ['--exists', 'libsecret-1'], { stdio: 'ignore' }).status === 0;
  return found ? undefined : 'libsecret-1-dev';
}

/** Runs a program with its output in LOG; true if keytar loads afterwards. */
function made(program, args, options) {
  mkdirSync(join(root, 'dist'), { recursive: true });
  const log = openSync(join(root, LOG), 'w');
  spawnSync(program, args, { cwd: root, stdio: ['ignore', log, log], timeout: 10 * 60_000, ...options });
  closeSync(log);
  return keytarLoads();
}

/** The binary that keytar's own installer fetches; without a network, it ends at once. */
const fetched = () =>
  made(process.execPath, [join(root, 'node_modules/prebuild-install/bin.js')], { cwd: folder, timeout: 60_000 });

function compiled() {
  const prefix = dirname(dirname(process.execPath));
  const headers = existsSync(join(prefix, 'include/node/node_api.h')) ? { npm_config_nodedir: prefix } : {};
  const env = { ...process.env, npm_config_build_from_source: 'true', ...headers };
  const args = ['rebuild', 'keytar', '--foreground-scripts', '--loglevel=error'];
  return made(npm, args, { env, shell: process.platform === 'win32' });
}

/**
 * From source, with Node's own headers if they are here; without a compiler, a ready-made one if we may fetch it. Returns
 * why there is none, in a few words; undefined: keytar loads. `again`: also after an earlier failure.
 */
export function buildKeytar(say, { again, mayFetch }) {
  if (!again && existsSync(FAILED)) return `keytar could not be built (${LOG})`;
  const without = lacking();
  if (without !== undefined) {
    return mayFetch && fetched() ? undefined : `keytar cannot be built: there is no ${without}`;
  }
  say(`building keytar (the keychain binding), in about half a minute; the output is in ${LOG}`);
  if (compiled()) {
    rmSync(FAILED, { force: true });
    return undefined;
  }
  writeFileSync(FAILED, '');
  return `keytar could not be built (${LOG})`;
}
