/**
 * The Debian and Ubuntu packages that each command needs. As root or with passwordless sudo, they are installed and
 * listed; otherwise the command to install them is printed. Other systems are left alone. Node built-ins only.
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
  if (command === 'demo') wanted.push('curl');
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
  const query = spawnSync('dpkg-query', ['-W', '-f=${db:Status-Status} ${Package}\n', ...names], { encoding: 'utf8' });
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

/** Installs `missing`, or says how. Returns true if everything is installed now. `say` gets the lines to show. */
export function installPackages(missing, say) {
  const optional = [...WHERE_OFFERED, ...DESKTOP_PARTS, ...Object.values(BY_PROGRAM)];
  const isOptional = (choice) => optional.includes(choice);
  const offered = () => missing.filter((choice) => !isOptional(choice) || exists(choice));
  if (missing.length === 0) return true;
  const prefix = rootPrefix();
  if (prefix === undefined) {
    const wanted = offered();
    const names = wanted.map(nameHere).join(' ');
    if (names === '') return true;
    say(
      `missing system packages; run:\n\n  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${names}\n`,
    );
    return wanted.every(isOptional);
  }
  const run = (...args) => {
    const [program, ...rest] = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args];
    return (
      spawnSync(program, rest, { stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8', maxBuffer: 2 ** 26 })
        .status === 0
    );
  };
  run('-qq', 'update');
  const wanted = offered();
  if (wanted.length === 0) return true;
  const names = wanted.map(nameHere);
  say(`installing system packages: ${names.join(' ')}`);
  return run('-qq', 'install', '-y', '--no-install-recommends', ...names) && missingPackages(wanted).length === 0;
}
