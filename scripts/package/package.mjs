#!/usr/bin/env node
import { spawnSync } from 'node:child_process';
/**
 * `npm run package`: packages the desktop and the command line for this system, into dist/packages. `-- dir` builds only
 * the unpacked program; Linux also has `tar.gz`, `deb` and `rpm`, which download only Node.js, once. Targets for which
 * electron-builder fetches tools (AppImage, dmg, nsis …) are named the same way: `-- AppImage`. `--built` uses dist/ as it is.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build as bundle } from 'esbuild';
import { buildProduct, root } from '../build.mjs';
import { electronExecutable } from '../electron.mjs';
import { cycloneDx, notices, shippedParts } from './bill-of-materials.mjs';
import { packageDeb } from './deb.mjs';
import { nodeRuntime } from './node-runtime.mjs';
import { packageRpm } from './rpm.mjs';
import { stageApp } from './stage-app.mjs';
import { buildStandalone } from './standalone.mjs';

const out = join(root, 'dist/packages');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const say = (line) => console.error(`package: ${line}`);

/** The targets that we build ourselves, from the unpacked program. */
const OURS = {
  'tar.gz': tarball,
  deb: (unpacked) => packageDeb({ unpacked, shared: sharedFiles(), version, out }),
  rpm: (unpacked) => packageRpm({ unpacked, shared: sharedFiles(), version, out }),
};

async function main(args) {
  const wanted = args.filter((arg) => arg !== '--built');
  const unknown = wanted.find((arg) => arg.startsWith('-'));
  if (unknown !== undefined) {
    say(`there is no option ${unknown}; see npm run package -- --help`);
    process.exitCode = 2;
    return;
  }
  const targets = wanted.length > 0 ? wanted : process.platform === 'linux' ? ['tar.gz', 'deb'] : ['default'];
  // electron-builder, dpkg-deb and others respect it: no other time gets into a package.
  process.env.SOURCE_DATE_EPOCH = String(epochS());
  // What cannot be had is said before minutes of work.
  nodeRuntime();
  mkdirSync(out, { recursive: true });
  if (wanted.length === args.length) {
    say('building the program');
    await buildProduct({ without: ['clients/js/index.ts'] });
  }
  const app = stageApp();
  say('making the single executable of the command line');
  await buildStandalone(join(root, 'dist/standalone'), '../app.asar.unpacked', join(app, 'dist'));
  await writeShared();
  const bill = await writeBill();
  say('packaging the desktop');
  const unpacked = await withElectronBuilder(targets.filter((target) => !(target in OURS)));
  const made = [bill];
  for (const target of targets) {
    if (!(target in OURS)) continue;
    say(`making the ${target}`);
    made.push(OURS[target](unpacked));
  }
  for (const file of made) console.log(`${createHash('sha256').update(readFileSync(file)).digest('hex')}  ${file}`);
}

/** The Electron that is already here, whatever its version; undefined: electron-builder fetches the one in package.json. */
function electronHere() {
  const executable = electronExecutable();
  if (executable === undefined) return undefined;
  const electronDist = dirname(executable);
  const electronVersion = readFileSync(join(electronDist, 'version'), 'utf8').trim().replace(/^v/, '');
  return { electronDist, electronVersion };
}

/** Resolves to the folder of the unpacked program. */
async function withElectronBuilder(targets) {
  const { build } = await import('electron-builder');
  const names = targets.filter((target) => target !== 'default');
  const platform = { linux: 'linux', darwin: 'mac', win32: 'win' }[process.platform];
  let unpacked;
  const building = build({
    projectDir: root,
    [platform]: names.length > 0 ? names : targets.length > 0 ? [] : ['dir'],
    config: {
      ...electronHere(),
      // Before it is signed and packed. Electron's own demo would run if app.asar were removed.
      afterPack({ appOutDir, packager }) {
        unpacked = appOutDir;
        rmSync(join(packager.getResourcesDir(appOutDir), 'default_app.asar'), { force: true });
      },
    },
    publish: 'never',
  });
  await building.catch((error) => {
    if (electronHere() !== undefined) throw error;
    const [reason] = String(error?.message ?? error).split('\n');
    throw new Error(
      `Electron could not be fetched: ${reason}. ELECTRON_OVERRIDE_DIST_PATH may name a folder that has it.`,
    );
  });
  return unpacked;
}

/** What the packages add to the program: the man page and the completions, from the table of commands. */
const sharedFiles = () => join(root, 'dist/shared');

async function writeShared() {
  const folder = sharedFiles();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const program = join(folder, 'man-page.mjs');
  await bundle({
    stdin: {
      contents: "export { manPage } from './man-page.ts'; export { COMMANDS } from '../../src-cli/table/commands.ts';",
      resolveDir: join(root, 'scripts/package'),
      loader: 'ts',
    },
    bundle: true,
    format: 'esm',
    platform: 'node',
    external: ['*/headless.ts'],
    outfile: program,
  });
  const { manPage, COMMANDS } = await import(program);
  rmSync(program);
  writeFileSync(
    join(folder, 'latchkey.1'),
    manPage(COMMANDS, version, new Date(epochS() * 1000).toISOString().slice(0, 10)),
  );
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { status, stdout } = run(process.execPath, [join(root, 'dist/latchkey.cjs'), 'completion', shell]);
    if (status === 0) writeFileSync(join(folder, `completion.${shell}`), stdout);
  }
}

/** Sorted, without owners and with a fixed time: the same program gives the same file. */
function tarball(unpacked) {
  const name = `latchkey-${version}-${process.platform}-${process.arch}`;
  const file = join(out, `${name}.tar.gz`);
  const tar = [
    '--sort=name',
    `--mtime=@${epochS()}`,
    '--owner=0',
    '--group=0',
    '--numeric-owner',
    '-C',
    dirname(unpacked),
  ];
  const from = unpacked.slice(dirname(unpacked).length + 1);
  run('tar', [...tar, `--transform=s,^${from},${name},`, '-I', 'gzip -n -6', '-cf', file, from]);
  return file;
}

/** SOURCE_DATE_EPOCH, else the time of the commit. */
function epochS() {
  if (process.env.SOURCE_DATE_EPOCH) return Number(process.env.SOURCE_DATE_EPOCH);
  const { status, stdout } = spawnSync('git', ['log', '-1', '--format=%ct'], { cwd: root, encoding: 'utf8' });
  return status === 0 ? Number(stdout) : 0;
}

/** The licenses go into the packages, the bill of materials next to them. Returns the path of the latter. */
async function writeBill() {
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const parts = await shippedParts(electronHere()?.electronVersion ?? devDependencies.electron);
  writeFileSync(join(sharedFiles(), 'THIRD-PARTY-NOTICES.txt'), notices(parts));
  const file = join(out, `latchkey-${version}.cdx.json`);
  writeFileSync(file, cycloneDx(parts, epochS()));
  return file;
}

function run(command, args) {
  const result = spawnSync(command, args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (result.status !== 0) throw new Error(`${command} ${args[0]} failed: ${result.stderr}`);
  return result;
}

try {
  if (!existsSync(join(root, 'node_modules'))) throw new Error('Run `npm run setup` first.');
  await main(process.argv.slice(2));
} catch (error) {
  if (process.env.LATCHKEY_DEBUG === '1') throw error;
  // One line: what builders add is their stack.
  const [reason = ''] = String(error?.message ?? error).split('\n');
  say(`FAILED: ${reason.trim()} (LATCHKEY_DEBUG=1 shows more)`);
  process.exitCode = 1;
}
