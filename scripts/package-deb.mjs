/**
 * The Debian package, out of the unpacked program, with dpkg-deb alone: /opt/latchkey, the commands in /usr/bin, desktop file,
 * icons, man page, completions, the user unit of the headless agent. Its scripts touch nothing in anybody's home.
 */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { root } from './build.mjs';

const ARCHITECTURES = { x64: 'amd64', arm64: 'arm64', arm: 'armhf' };
const COMMANDS = ['latchkey', 'git-credential-latchkey', 'docker-credential-latchkey'];
/** Alternatives: Debian 13 and Ubuntu 24.04 renamed some for 64-bit time. */
const DEPENDS = [
  'libgtk-3-0t64 | libgtk-3-0',
  'libnss3',
  'libasound2t64 | libasound2',
  'libgbm1',
  'libatk-bridge2.0-0t64 | libatk-bridge2.0-0',
  'libcups2t64 | libcups2',
  'libxss1',
  'libxtst6',
  'libnotify4',
  'libsecret-1-0',
  'xdg-utils',
];

/** Gives the path of the package. */
export function packageDeb({ unpacked, shared, version, out }) {
  const architecture = ARCHITECTURES[process.arch] ?? process.arch;
  const stage = join(out, 'deb');
  rmSync(stage, { recursive: true, force: true });
  const put = (from, to, mode = 0o644) => {
    mkdirSync(dirname(join(stage, to)), { recursive: true });
    copyFileSync(from, join(stage, to));
    chmodSync(join(stage, to), mode);
  };
  cpSync(unpacked, join(stage, 'opt/latchkey'), { recursive: true, verbatimSymlinks: true });
  // Where user namespaces are not allowed, Chromium's sandbox needs this helper to belong to root with the set-uid bit.
  chmodSync(join(stage, 'opt/latchkey/chrome-sandbox'), 0o4755);
  mkdirSync(join(stage, 'usr/bin'), { recursive: true });
  for (const name of COMMANDS) symlinkSync('/opt/latchkey/resources/cli/latchkey', join(stage, 'usr/bin', name));
  put(join(root, 'assets/linux/latchkey.desktop'), 'usr/share/applications/latchkey.desktop');
  put(join(root, 'assets/linux/latchkey-agent.service'), 'usr/lib/systemd/user/latchkey-agent.service');
  put(join(root, 'assets/svg/icon.svg'), 'usr/share/icons/hicolor/scalable/apps/latchkey.svg');
  for (const name of readdirSync(join(root, 'assets/icons'))) {
    const size = name.replace('.png', '');
    put(join(root, 'assets/icons', name), `usr/share/icons/hicolor/${size}/apps/latchkey.png`);
  }
  put(join(shared, 'completion.bash'), 'usr/share/bash-completion/completions/latchkey');
  put(join(shared, 'completion.zsh'), 'usr/share/zsh/vendor-completions/_latchkey');
  put(join(shared, 'completion.fish'), 'usr/share/fish/vendor_completions.d/latchkey.fish');
  mkdirSync(join(stage, 'usr/share/man/man1'), { recursive: true });
  writeFileSync(join(stage, 'usr/share/man/man1/latchkey.1.gz'), gzipSync(readFileSync(join(shared, 'latchkey.1'))));
  put(join(root, 'LICENSE'), 'usr/share/doc/latchkey/copyright');
  control(stage, version, architecture);
  const file = join(out, `latchkey_${version}_${architecture}.deb`);
  const { status, stderr } = spawnSync('dpkg-deb', ['--root-owner-group', '-Zzstd', '-z9', '--build', stage, file], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`dpkg-deb failed: ${stderr}`);
  rmSync(stage, { recursive: true });
  return file;
}

function control(stage, version, architecture) {
  const sizeKb = Math.ceil(sizeOf(stage) / 1024);
  mkdirSync(join(stage, 'DEBIAN'), { mode: 0o755 });
  writeFileSync(
    join(stage, 'DEBIAN/control'),
    `${[
      'Package: latchkey',
      `Version: ${version}`,
      `Architecture: ${architecture}`,
      'Maintainer: The Latchkey developers <latchkey@localhost>',
      `Installed-Size: ${sizeKb}`,
      `Depends: ${DEPENDS.join(', ')}`,
      'Recommends: gnome-keyring | org.freedesktop.secrets',
      'Section: utils',
      'Priority: optional',
      'Description: one sign-in, always a fresh token',
      ' Latchkey signs you in to identity providers, keeps the sign-ins alive in the',
      ' background, keeps every secret in the keychain and hands fresh tokens to the',
      ' tools that ask: AWS SDKs, git, docker, kubectl, shell scripts and editors.',
    ].join('\n')}\n`,
  );
}

function sizeOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath ?? entry.path, entry.name)).size, 0);
}
