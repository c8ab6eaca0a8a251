/** Builds the package for Fedora, openSUSE and the like from the unpacked program, with only rpmbuild. It has no scripts. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../build.mjs';
import { DESCRIPTION, layOut, PROGRAM, pathsIn, SUMMARY } from './linux-layout.mjs';

const ARCHITECTURES = { x64: 'x86_64', arm64: 'aarch64', arm: 'armv7hl' };
/** By soname, since distributions name their packages differently. */
const LIBRARIES = [
  'libgtk-3.so.0',
  'libnss3.so',
  'libasound.so.2',
  'libgbm.so.1',
  'libatk-bridge-2.0.so.0',
  'libcups.so.2',
  'libXss.so.1',
  'libXtst.so.6',
  'libnotify.so.4',
  'libsecret-1.so.0',
];

/** Returns the path of the package. */
export function packageRpm({ unpacked, shared, version, out }) {
  const architecture = ARCHITECTURES[process.arch] ?? process.arch;
  const stage = join(out, 'rpm');
  const tree = join(stage, 'tree');
  layOut(tree, {
    unpacked,
    shared,
    zsh: 'usr/share/zsh/site-functions',
    texts: { 'usr/share/licenses/latchkey/LICENSE': readFileSync(join(root, 'LICENSE')) },
  });
  const file = `latchkey-${version}-1.${architecture}.rpm`;
  const recipe = join(stage, 'latchkey.spec');
  writeFileSync(recipe, spec(tree, version));
  const options = [
    '-bb',
    '--target',
    architecture,
    '--define',
    `_topdir ${stage}`,
    '--define',
    `_rpmdir ${stage}/made`,
  ];
  const { status, stderr, error } = spawnSync('rpmbuild', [...options, recipe], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (error)
    throw new Error(`rpmbuild cannot be started (${error.code}); Debian and Ubuntu have it in the package rpm`);
  if (status !== 0) throw new Error(`rpmbuild failed: ${stderr}`);
  copyFileSync(join(stage, 'made', architecture, file), join(out, file));
  rmSync(stage, { recursive: true });
  return join(out, file);
}

function spec(tree, version) {
  const suffix = process.arch === 'arm' ? '' : '()(64bit)';
  return `${[
    // The files as they are: nothing is stripped, recompressed, or scanned for dependencies.
    '%global debug_package %{nil}',
    '%global __os_install_post %{nil}',
    '%global _build_id_links none',
    '%global _binary_payload w9.zstdio',
    // No clock and no host name gets into the package. The last two are the same macro, after and before rpm 4.20.
    '%global _buildhost localhost',
    '%global use_source_date_epoch_as_buildtime 1',
    '%global clamp_mtime_to_source_date_epoch 1',
    '%global build_mtime_policy clamp_to_source_date_epoch',
    'Name: latchkey',
    `Version: ${version}`,
    'Release: 1',
    `Summary: ${SUMMARY.charAt(0).toUpperCase()}${SUMMARY.slice(1)}`,
    'License: Apache-2.0',
    'AutoReqProv: no',
    ...LIBRARIES.map((name) => `Requires: ${name}${suffix}`),
    'Requires: xdg-utils',
    'Recommends: gnome-keyring',
    '%description',
    ...DESCRIPTION,
    '%install',
    `mkdir -p %{buildroot} && cp -a ${tree}/. %{buildroot}/`,
    '%files',
    '%defattr(-,root,root,-)',
    PROGRAM,
    ...pathsIn(tree, { links: true })
      .map((path) => `/${path}`)
      .filter((path) => !path.startsWith(`${PROGRAM}/`)),
  ].join('\n')}\n`;
}
