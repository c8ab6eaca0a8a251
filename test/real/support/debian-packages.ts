/**
 * Programs from Debian's packages, with all that they need down to the C library, unpacked into a cache: nothing is
 * installed, so a server that is tested never runs as a service, and the machine's own packages make no difference.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export interface Wanted {
  /** The judge: the name of its folder in the cache. */
  readonly judge: string;
  /** The first one gives its name and version to the tests' titles. */
  readonly packages: readonly [string, ...string[]];
  /** A line of sources.list; absent: this machine's own release. */
  readonly source?: string;
}

export interface Unpacked {
  readonly root: string;
  readonly version: string;
  /** The command that starts a program of the packages with their own loader and libraries. */
  command(program: string, ...args: string[]): [string, ...string[]];
}

const CACHE = process.env['LATCHKEY_REAL_CACHE'] ?? join(homedir(), '.cache/latchkey-real');
/** What was unpacked; written last, so that a download that was cut off is done again. */
const KEPT = 'kept.json';
const LOADERS: Readonly<Record<string, readonly [string, string]>> = {
  x64: ['x86_64-linux-gnu', 'ld-linux-x86-64.so.2'],
  arm64: ['aarch64-linux-gnu', 'ld-linux-aarch64.so.1'],
};
export const [TRIPLE, LOADER] = LOADERS[process.arch] ?? ['', ''];

/** The packages, or why this machine cannot have them. Throws if it could, but something failed. */
export function unpack(wanted: Wanted): Unpacked | string {
  const tool = ['/usr/bin/apt-get', '/usr/bin/dpkg-deb'].find((path) => !existsSync(path));
  if (tool !== undefined) return `there is no ${tool}`;
  if (TRIPLE === '') return `there is no loader for ${process.arch}`;
  const folder = join(CACHE, wanted.judge);
  const kept = keptVersion(wanted, folder);
  if (kept !== undefined) return unpacked(join(folder, 'root'), kept);
  const missing = download(wanted, folder);
  return missing ?? unpacked(join(folder, 'root'), keptVersion(wanted, folder) ?? '');
}

/** Of what is in the cache, if it is what is wanted. */
function keptVersion(wanted: Wanted, folder: string): string | undefined {
  const file = join(folder, KEPT);
  const { version, ...kept } = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { version: undefined };
  return JSON.stringify(kept) === JSON.stringify(wanted) ? version : undefined;
}

function unpacked(root: string, version: string): Unpacked {
  const folders = ['usr/lib', 'lib'].map((lib) => join(root, lib, TRIPLE));
  const loader = folders.map((lib) => join(lib, LOADER)).find(existsSync);
  if (loader === undefined) throw new Error(`There is no ${LOADER} in ${root}`);
  const command = (program: string, ...args: string[]): [string, ...string[]] => [
    loader,
    '--library-path',
    folders.join(':'),
    join(root, program),
    ...args,
  ];
  return { root, version, command };
}

/** Undefined once they are unpacked. */
function download(wanted: Wanted, folder: string): string | undefined {
  const { packages, source } = wanted;
  rmSync(folder, { recursive: true, force: true });
  const env = aptEnvironment(folder, source);
  const apt = (...args: string[]): string =>
    execFileSync('apt-get', ['-qq', ...args], { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  apt('update', '-o', 'APT::Update::Error-Mode=any');
  const version = candidate(packages[0], env);
  if (version === undefined) return `this release has no package ${packages[0]}`;
  apt('install', '--download-only', '--yes', '--no-install-recommends', ...packages);
  const archives = join(folder, 'apt/archives');
  const partial = join(folder, 'partial');
  mkdirSync(partial);
  for (const name of readdirSync(archives).filter((file) => file.endsWith('.deb')))
    execFileSync('dpkg-deb', ['--extract', join(archives, name), partial]);
  renameSync(partial, join(folder, 'root'));
  rmSync(join(folder, 'apt'), { recursive: true });
  writeFileSync(join(folder, KEPT), JSON.stringify({ ...wanted, version }));
  return undefined;
}

/** apt with a state of its own, where nothing is installed yet: it needs no root and takes no lock of the machine's. */
function aptEnvironment(folder: string, source: string | undefined): NodeJS.ProcessEnv {
  const apt = join(folder, 'apt');
  for (const name of ['lists/partial', 'archives/partial']) mkdirSync(join(apt, name), { recursive: true });
  writeFileSync(join(apt, 'status'), '');
  if (source !== undefined) writeFileSync(join(apt, 'sources.list'), `${source}\n`);
  const lines = [
    `Dir::State "${apt}";`,
    `Dir::State::status "${apt}/status";`,
    `Dir::Cache "${apt}";`,
    'APT::Sandbox::User "";',
    'Acquire::Languages "none";',
    'Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";',
    ...(source === undefined
      ? []
      : [`Dir::Etc::sourcelist "${apt}/sources.list";`, 'Dir::Etc::sourceparts "/dev/null";']),
  ];
  const config = join(apt, 'apt.conf');
  writeFileSync(config, `${lines.join('\n')}\n`);
  return { ...process.env, APT_CONFIG: config, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' };
}

function candidate(name: string, env: NodeJS.ProcessEnv): string | undefined {
  const shown = execFileSync('apt-cache', ['policy', name], { env, encoding: 'utf8' });
  return /Candidate: (?!\(none\))(\S+)/.exec(shown)?.[1];
}
