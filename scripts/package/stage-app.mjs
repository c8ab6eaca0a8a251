/**
 * Copies the contents of the desktop's archive to dist/app right after the build: even if dist/ changes during packaging,
 * the package is from one build. It contains only what is named here.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../build.mjs';

/** The fields of package.json that Electron and the packages show. No scripts, and no dependencies: those are in the bundles. */
const FIELDS = ['name', 'version', 'description', 'license', 'author', 'type', 'main'];
const FILES = ['dist/desktop.js', 'dist/sandbox.cjs', 'dist/renderer', 'assets/icon-256.png', 'assets/tray'];
/** Native modules: only what is loaded at run time, and the license. */
const NATIVE = [
  { of: 'keytar', take: /^(package\.json|LICENSE\.md|lib\/.*\.js|build\/Release\/keytar\.node)$/ },
  { of: 'koffi', take: /^(package\.json|LICENSE\.txt|(src\/koffi\/)?(src\/static|index|indirect)\.c?js)$/ },
];

/** Returns the folder. */
export function stageApp() {
  const folder = join(root, 'dist/app');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const all = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const some = Object.fromEntries(FIELDS.map((name) => [name, all[name]]));
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(some, undefined, 2)}\n`);
  for (const file of FILES) cpSync(join(root, file), join(folder, file), { recursive: true });
  for (const { of, take } of NATIVE) takeFrom(join('node_modules', of), take, folder);
  // koffi's machine code, for this system only; Electron is never built with musl.
  const compiled = join('node_modules/@koromix', `koffi-${process.platform}-${process.arch}`);
  takeFrom(compiled, /^(package\.json|[^/]*\.js|(?!musl)\w+\/koffi\.node)$/, folder);
  return folder;
}

function takeFrom(module, take, folder) {
  if (!existsSync(join(root, module))) return;
  for (const entry of readdirSync(join(root, module), { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath ?? entry.path, entry.name).slice(root.length + 1 + module.length + 1);
    if (!entry.isFile() || !take.test(path.replaceAll('\\', '/'))) continue;
    mkdirSync(dirname(join(folder, module, path)), { recursive: true });
    cpSync(join(root, module, path), join(folder, module, path));
  }
}
