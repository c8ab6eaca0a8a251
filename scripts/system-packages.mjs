/**
 * The Debian and Ubuntu packages that each command needs. As root or with passwordless sudo, they are installed and
 * listed; otherwise there is a line with the command that installs them. Other systems are left alone. Node built-ins only.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** `a|b`: the first one that the release has (Ubuntu 24.04 and Debian 13 renamed some for 64-bit time). */
const BUILD_KEYTAR = ['build-essential', 'python3', 'pkg-config', 'libsecret-1-dev'];
const KEYCHAIN = ['libsecret-1-0', 'dbus', 'gnome-keyring'];
const ELECTRON = [
  'libgtk-3-0t64|libgtk-3-0',
  'libnss3',
  'libasound2t64|libasound2',
  'libgbm1',
  'libatk-bridge2.0-0t64|libatk-bridge2.0-0',
  'libcups2t64|libcups2',
  'libxss1',
  'libxtst6',
  'libnotify4',
  'xdg-utils',
];
const VIRTUAL_DISPLAY = ['xvfb', 'xauth', 'fonts-dejavu-core'];
const TESTS = [
  'chromium-headless-shell|chromium|chromium-browser',
  'openssl',
  'curl',
  'wget',
  'git',
  'python3',
  'xclip',
  'xdotool',
  'libsecret-tools',
  'zsh',
  'fish',
  'fonts-noto-cjk',
  'procps',
  'jq',
  'libfaketime',
  'imagemagick',
  'desktop-file-utils',
  'appstream',
  'rpm',
  'cpio',
  'man-db',
  'skopeo',
  'python3-dockerpycreds',
  'openssh-client',
];
/** Installing it starts a server for the whole machine: only where nothing is started (a container), or in CI. */
const SSH_SERVER = 'openssh-server';
/**
 * Parts of desktops, each started for one test: a Wayland compositor, a tray of the older kind, a locker, a wallet. They add
 * a session and services to a machine, so it is the same with them.
 */
const DESKTOP_PARTS = ['sway', 'trayer', 'mate-screensaver', 'libkf5wallet-bin', 'libqca-qt5-2-plugins'];
/** Not every release has these; the tests that need them say so and are skipped. */
const WHERE_OFFERED = ['awscli', 'oidc-agent-cli'];
/** Other packages contain the same program; these are installed only if it is missing. */
const BY_PROGRAM = { kubectl: 'kubernetes-client' };

/**
 * What `command` needs. `electron`: it runs the desktop; `virtual`: on its own display; `build`: keytar must be compiled.
 */
export function packagesFor(command, { electron = false, virtual = false, build = false } = {}) {
  const wanted = [];
  if (build) wanted.push(...BUILD_KEYTAR);
  if (command !== 'simulate') wanted.push(...KEYCHAIN);
  if (electron) wanted.push(...ELECTRON);
  if (virtual) wanted.push(...VIRTUAL_DISPLAY);
  if (command === 'test') wanted.push(...TESTS, ...WHERE_OFFERED, ...programPackages());
  if (command === 'test' && (process.env.CI || !existsSync('/run/systemd/system')))
    wanted.push(SSH_SERVER, ...DESKTOP_PARTS);
  if (command === 'bench') wanted.push('oidc-agent-cli');
  return [...new Set(wanted)];
}

function programPackages() {
  const folders = (process.env.PATH ?? '').split(':');
  const missing = ([program]) => !folders.some((folder) => existsSync(join(folder, program)));
  return Object.entries(BY_PROGRAM)
    .filter(missing)
    .map(([, name]) => name);
}

const isDebian = () =>
  process.platform === 'linux' && existsSync('/usr/bin/dpkg-query') && existsSync('/usr/bin/apt-get');

/** Those of `wanted` that are not installed; empty on systems that are not based on Debian. */
export function missingPackages(wanted) {
  if (!isDebian() || wanted.length === 0) return [];
  const names = wanted.flatMap((name) => name.split('|'));
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own placeholders
  const query = spawnSync('/usr/bin/dpkg-query', ['-W', '-f=${db:Status-Status} ${Package}\n', ...names], {
    encoding: 'utf8',
  });
  const installed = new Set(
    query.stdout
      .split('\n')
      .flatMap((line) => (line.startsWith('installed ') ? [line.slice('installed '.length)] : [])),
  );
  return wanted.filter((choice) => !choice.split('|').some((name) => installed.has(name)));
}

/** How to become root without a prompt: `[]` as root, `['sudo', '-n']`, or undefined. */
function rootPrefix() {
  if (process.getuid?.() === 0) return [];
  const sudo = spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' });
  return sudo.status === 0 ? ['sudo', '-n'] : undefined;
}

function exists(name) {
  const shown = spawnSync('apt-cache', ['policy', name], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
  return /Candidate: (?!\(none\))\S/.test(shown.stdout ?? '');
}

const nameHere = (choice) => choice.split('|').find(exists) ?? choice.split('|').at(-1);

const OPTIONAL = [...WHERE_OFFERED, ...DESKTOP_PARTS, ...Object.values(BY_PROGRAM)];
const isOptional = (choice) => OPTIONAL.includes(choice);
const offered = (missing) => missing.filter((choice) => !isOptional(choice) || exists(choice));

/** How to install `missing` by hand, in one line; undefined if there is nothing to install. */
export function installAdvice(missing) {
  const names = offered(missing).map(nameHere).join(' ');
  if (names === '') return undefined;
  const has = (program) => (process.env.PATH ?? '').split(':').some((folder) => existsSync(join(folder, program)));
  const sudo = has('sudo') ? 'sudo ' : '';
  const who = sudo === '' && process.getuid?.() !== 0 ? ' as root' : '';
  const commands = `${sudo}apt-get update && ${sudo}apt-get install -y --no-install-recommends ${names}`;
  return `some system packages are missing; run${who}: ${commands}`;
}

/** "85 MB", as apt says it; undefined if it does not. */
function downloadSize(names) {
  const args = ['-qq', '--print-uris', 'install', '-y', '--no-install-recommends', ...names];
  const { stdout } = spawnSync('apt-get', args, { encoding: 'utf8', maxBuffer: 2 ** 26 });
  const bytes = (stdout ?? '').split('\n').reduce((sum, line) => sum + Number(line.split(' ')[2] ?? 0), 0);
  return bytes > 0 ? `${Math.ceil(bytes / 1e6)} MB` : undefined;
}

/**
 * Installs `missing`, if we may. Returns what is left to do, in one line; undefined: nothing, or nothing that everyone
 * needs. `say` gets the lines to show meanwhile.
 */
export function installPackages(missing, say) {
  if (missing.length === 0) return undefined;
  const prefix = rootPrefix();
  if (prefix === undefined) return offered(missing).every(isOptional) ? undefined : installAdvice(missing);
  const run = (...args) => {
    const [program, ...rest] = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args];
    return (
      spawnSync(program, rest, { stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8', maxBuffer: 2 ** 26 })
        .status === 0
    );
  };
  run('-qq', 'update');
  const wanted = offered(missing);
  if (wanted.length === 0) return undefined;
  const names = wanted.map(nameHere);
  const size = downloadSize(names);
  say(`installing system packages${size === undefined ? '' : ` (${size} to download)`}: ${names.join(' ')}`);
  run('-qq', 'install', '-y', '--no-install-recommends', ...names);
  return installAdvice(missingPackages(wanted));
}
