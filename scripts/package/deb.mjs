/** Builds the Debian package from the unpacked program, with only dpkg-deb. It has no scripts, so nothing in it runs as root. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DESCRIPTION, layOut, pathsIn, SUMMARY } from './linux-layout.mjs';

const MAINTAINER = 'The Latchkey developers <latchkey@localhost>';
const ARCHITECTURES = { x64: 'amd64', arm64: 'arm64', arm: 'armhf' };
/** Alternatives: Debian 13 and Ubuntu 24.04 renamed some for 64-bit time. */
const DEPENDS = [
  'libc6 (>= 2.28)',
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

/** Debian keeps the license text once for all packages. */
const copyright = () => `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: Latchkey

Files: *
Copyright: ${releaseDate().getUTCFullYear()} The Latchkey developers
License: Apache-2.0

License: Apache-2.0
 On Debian systems the text is in /usr/share/common-licenses/Apache-2.0.
 .
 The licenses of the works that Latchkey includes are in
 /opt/latchkey/resources/THIRD-PARTY-NOTICES.txt and /opt/latchkey/LICENSES.chromium.html.
`;

/** Returns the path of the package. */
export function packageDeb({ unpacked, shared, version, out }) {
  const architecture = ARCHITECTURES[process.arch] ?? process.arch;
  const stage = join(out, 'deb');
  const documents = 'usr/share/doc/latchkey';
  const texts = { [`${documents}/copyright`]: copyright(), [`${documents}/changelog.gz`]: changelog(version) };
  layOut(stage, { unpacked, shared, zsh: 'usr/share/zsh/vendor-completions', texts });
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
  const md5sums = digests(stage);
  mkdirSync(join(stage, 'DEBIAN'), { mode: 0o755 });
  writeFileSync(join(stage, 'DEBIAN/md5sums'), md5sums, { mode: 0o644 });
  writeFileSync(
    join(stage, 'DEBIAN/control'),
    `${[
      'Package: latchkey',
      `Version: ${version}`,
      `Architecture: ${architecture}`,
      `Maintainer: ${MAINTAINER}`,
      `Installed-Size: ${sizeKb}`,
      `Depends: ${DEPENDS.join(', ')}`,
      'Recommends: gnome-keyring | org.freedesktop.secrets',
      'Section: utils',
      'Priority: optional',
      `Description: ${SUMMARY}`,
      ...DESCRIPTION.map((line) => ` ${line}`),
    ].join('\n')}\n`,
  );
}

/** package.mjs sets the variable. */
const releaseDate = () => new Date(Number(process.env.SOURCE_DATE_EPOCH) * 1000);

/** For Debian's tools; CHANGELOG.md says what is new. */
function changelog(version) {
  const date = releaseDate().toUTCString().replace('GMT', '+0000');
  const entry = `latchkey (${version}) unstable; urgency=medium\n\n  * Release ${version}.\n\n -- ${MAINTAINER}  ${date}\n`;
  return gzipSync(entry, { level: 9 });
}

/** Lets `dpkg --verify latchkey` show what was changed after the installation. */
function digests(stage) {
  return pathsIn(stage)
    .map(
      (path) =>
        `${createHash('md5')
          .update(readFileSync(join(stage, path)))
          .digest('hex')}  ${path}\n`,
    )
    .join('');
}

function sizeOf(folder) {
  return pathsIn(folder).reduce((sum, path) => sum + statSync(join(folder, path)).size, 0);
}
