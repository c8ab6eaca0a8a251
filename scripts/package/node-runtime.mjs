/**
 * The Node.js inside the single executable: a fixed release from the npm registry, the same whoever builds. Its switches
 * against debuggers and NODE_OPTIONS do not exist before Node.js 24.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../build.mjs';

const VERSION = '24.22.3';
/** As package-lock.json would have them; nothing is run to install one. */
const PACKAGES = {
  'linux-x64': 'sha512-KHsob+Fv9YerATvYujMbiyJqnRCvLtrcr/eTNqRqiOSGp97EOiRP1yP47+knGgQ/xnc3XY8xzkW587dlZzNqRA==',
  'linux-arm64': 'sha512-IZx0J52/1NDwAsY2iyWR9nlPIYuYviTWetjj8+ElvYQh2+XRhLfCfkbFEF/2O5vGI2hcUbyPNHV+nz342FbJXw==',
};

/** Returns {executable, version, license?}; fetches it once. Elsewhere than on Linux, it is the Node.js that runs this. */
export function nodeRuntime() {
  const system = `${process.platform}-${process.arch}`;
  const integrity = PACKAGES[system];
  if (integrity === undefined) return runningNode();
  const folder = join(root, 'node_modules/.cache/latchkey', `node-${VERSION}-${system}`);
  const found = { executable: join(folder, 'bin/node'), version: VERSION, license: join(folder, 'LICENSE') };
  if (!existsSync(found.executable)) fetchInto(folder, `node-${system}@${VERSION}`, integrity);
  return found;
}

function runningNode() {
  const version = process.versions.node;
  if (Number.parseInt(version, 10) < 24) throw new Error(`Package with Node.js 24 or newer; this is ${version}.`);
  return { executable: process.execPath, version };
}

/** What is not exactly the expected file is not unpacked. */
function fetchInto(folder, name, integrity) {
  mkdirSync(dirname(folder), { recursive: true });
  const work = mkdtempSync(`${folder}-`);
  try {
    run('npm', ['pack', name, '--ignore-scripts', '--silent', '--pack-destination', work]);
    const [file] = readdirSync(work);
    const digest = createHash('sha512')
      .update(readFileSync(join(work, file)))
      .digest('base64');
    if (`sha512-${digest}` !== integrity) throw new Error(`${name} is not the package that is expected.`);
    run('tar', ['-xzf', join(work, file), '-C', work, 'package/bin/node', 'package/LICENSE']);
    rmSync(folder, { recursive: true, force: true });
    renameSync(join(work, 'package'), folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function run(command, args) {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args[0]} failed: ${stderr || error?.message}`);
}
