/**
 * Where a Linux package puts things, for both deb and rpm: the program in /opt/latchkey, its commands in /usr/bin, desktop
 * file, metainfo, icons, man pages, completions and the user unit of the headless agent. Nothing in home folders.
 */
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { root } from '../build.mjs';

export const PROGRAM = '/opt/latchkey';
export const SUMMARY = 'one sign-in, always a fresh token';
export const DESCRIPTION = [
  'Latchkey signs you in to identity providers, keeps the sign-ins alive in the',
  'background, keeps every secret in the keychain and hands fresh tokens to the',
  'tools that ask: AWS SDKs, git, docker, kubectl, shell scripts and editors.',
];

/** Name in /usr/bin, and its target, relative to PROGRAM. */
const COMMANDS = {
  latchkey: 'resources/cli/latchkey',
  'git-credential-latchkey': 'resources/cli/latchkey',
  'docker-credential-latchkey': 'resources/cli/latchkey',
  'latchkey-desktop': 'latchkey-desktop',
};

/**
 * Lays everything out in the folder `stage`, which is emptied first. `unpacked` is the program, `shared` what package.mjs
 * wrote. What differs between distributions is passed in: `zsh`, the folder of its completions, and `texts`, path to text.
 */
export function layOut(stage, { unpacked, shared, zsh, texts }) {
  rmSync(stage, { recursive: true, force: true });
  const at = (path) => {
    mkdirSync(dirname(join(stage, path)), { recursive: true });
    return join(stage, path);
  };
  const put = (from, to) => {
    copyFileSync(from, at(to));
    chmodSync(at(to), 0o644);
  };
  cpSync(unpacked, at(PROGRAM), { recursive: true, verbatimSymlinks: true });
  // Without user namespaces, Chromium's sandbox needs this helper to be owned by root, with the set-uid bit.
  chmodSync(at(`${PROGRAM}/chrome-sandbox`), 0o4755);
  for (const [name, path] of Object.entries(COMMANDS)) symlinkSync(`${PROGRAM}/${path}`, at(`usr/bin/${name}`));
  const linux = join(root, 'assets/linux');
  put(join(linux, 'latchkey.desktop'), 'usr/share/applications/latchkey.desktop');
  put(join(linux, 'dev.latchkey.desktop.metainfo.xml'), 'usr/share/metainfo/dev.latchkey.desktop.metainfo.xml');
  put(join(linux, 'latchkey-agent.service'), 'usr/lib/systemd/user/latchkey-agent.service');
  const icons = 'usr/share/icons/hicolor';
  put(join(root, 'assets/svg/icon.svg'), `${icons}/scalable/apps/latchkey.svg`);
  for (const name of readdirSync(join(root, 'assets/icons')))
    put(join(root, 'assets/icons', name), `${icons}/${name.replace('.png', '')}/apps/latchkey.png`);
  put(join(shared, 'completion.bash'), 'usr/share/bash-completion/completions/latchkey');
  put(join(shared, 'completion.zsh'), `${zsh}/_latchkey`);
  put(join(shared, 'completion.fish'), 'usr/share/fish/vendor_completions.d/latchkey.fish');
  const manual = 'usr/share/man/man1';
  const page = gzipSync(readFileSync(join(shared, 'latchkey.1')), { level: 9 });
  writeFileSync(at(`${manual}/latchkey.1.gz`), page, { mode: 0o644 });
  for (const name of Object.keys(COMMANDS))
    if (name !== 'latchkey') symlinkSync('latchkey.1.gz', at(`${manual}/${name}.1.gz`));
  for (const [path, text] of Object.entries(texts)) writeFileSync(at(path), text, { mode: 0o644 });
}

/** Paths of the files in `stage`, relative to it, sorted; with `links`, also the links. */
export function pathsIn(stage, { links = false } = {}) {
  return readdirSync(stage, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() || (links && entry.isSymbolicLink()))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(stage.length + 1))
    .sort();
}
