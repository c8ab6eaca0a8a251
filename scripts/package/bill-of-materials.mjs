/**
 * What the packages contain: a CycloneDX 1.6 file and the license texts. Not everything that npm installed: only packages
 * whose code is in the bundles, the native modules, Electron and Node.js. The same program gives the same files.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { fullVersion, root } from '../build.mjs';
import { nodeRuntime } from './node-runtime.mjs';

const PROGRAMS = [
  { in: 'src-main/desktop/main.ts', out: 'desktop' },
  { in: 'src-cli/standalone.ts', out: 'standalone' },
  { in: 'src-cli/all.ts', out: 'all' },
  { in: 'src-main/sandbox/main.ts', out: 'sandbox' },
];
const NATIVE = ['keytar', 'koffi', `@koromix/koffi-${process.platform}-${process.arch}`];

/** Resolves to the parts, sorted by name: {name, version, license, purl, folder?, sha512?}. */
export async function shippedParts(electronVersion) {
  const common = { absWorkingDir: root, bundle: true, write: false, metafile: true, outdir: 'dist', logLevel: 'error' };
  const [programs, page] = await Promise.all([
    build({ ...common, entryPoints: PROGRAMS, platform: 'node', format: 'esm', external: [...NATIVE, 'electron'] }),
    build({ ...common, entryPoints: ['src-renderer/main.ts'], platform: 'browser', format: 'esm' }),
  ]);
  const folders = new Set(
    NATIVE.map((name) => `node_modules/${name}`).filter((folder) => existsSync(join(root, folder))),
  );
  for (const { outputs } of [programs.metafile, page.metafile])
    for (const folder of packagesOf(outputs)) folders.add(folder);
  const locked = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const parts = [...[...folders].sort().map((folder) => npmPart(folder, locked[folder])), ...runtimes(electronVersion)];
  // One version may be in several folders.
  const once = new Map(parts.map((part) => [part.purl, part]));
  return [...once.values()].sort((a, b) => (a.purl < b.purl ? -1 : 1));
}

/** The folders of the packages whose code remains after unused code was removed. */
function packagesOf(outputs) {
  return Object.values(outputs)
    .flatMap(({ inputs }) => Object.entries(inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .flatMap(([path]) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []);
}

function npmPart(folder, { integrity } = {}) {
  const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  if (!license) throw new Error(`${name} does not name its license`);
  const sha512 = integrity && Buffer.from(integrity.replace('sha512-', ''), 'base64').toString('hex');
  return { name, version, license, purl: `pkg:npm/${name.replace('@', '%40')}@${version}`, folder, sha512 };
}

/** Both include the licenses of their components: LICENSES.chromium.html, and Node's own LICENSE. */
function runtimes(electronVersion) {
  const { version: node, license } = nodeRuntime();
  return [
    {
      name: 'electron',
      version: electronVersion,
      license: 'MIT',
      purl: `pkg:github/electron/electron@v${electronVersion}`,
    },
    { name: 'node', version: node, license: 'MIT', purl: `pkg:github/nodejs/node@v${node}`, text: license },
  ];
}

/** The text of the CycloneDX file; `epochS` in seconds. */
export function cycloneDx(parts, epochS) {
  const subject = { type: 'application', 'bom-ref': 'latchkey', name: 'latchkey', version: fullVersion() };
  const components = parts.map(({ name, version, license, purl, sha512, folder }) => ({
    type: folder === undefined ? 'framework' : 'library',
    'bom-ref': purl,
    name,
    version,
    ...(sha512 && { hashes: [{ alg: 'SHA-512', content: sha512 }] }),
    licenses: [/\s/.test(license) ? { expression: license } : { license: { id: license } }],
    purl,
  }));
  const bom = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: '',
    version: 1,
    metadata: {
      timestamp: new Date(epochS * 1000).toISOString(),
      component: { ...subject, licenses: [{ license: { id: 'Apache-2.0' } }] },
    },
    components,
    dependencies: [
      { ref: 'latchkey', dependsOn: components.map((component) => component['bom-ref']) },
      ...components.map((component) => ({ ref: component['bom-ref'] })),
    ],
  };
  bom.serialNumber = serial(JSON.stringify(bom));
  return `${JSON.stringify(bom, undefined, 2)}\n`;
}

/** A UUID made from a digest (version 8, RFC 9562 section 5.8). */
function serial(text) {
  const hex = createHash('sha256').update(text).digest('hex');
  const shaped = `${hex.slice(0, 12)}8${hex.slice(13, 16)}a${hex.slice(17, 32)}`;
  return `urn:uuid:${shaped.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')}`;
}

/** The licenses that must accompany the code, each with its package. */
export function notices(parts) {
  const texts = parts
    .map((part) => ({ ...part, file: part.text ?? licenseFile(part) }))
    .filter(({ folder, file }) => folder !== undefined || file !== undefined)
    .map(({ name, version, license, file }) => {
      const text = file === undefined ? `License: ${license}` : readFileSync(file, 'utf8').trim();
      return `${name} ${version}\n\n${text}\n`;
    });
  return `Latchkey includes the works below. Electron's own components are listed in LICENSES.chromium.html.\n\n${texts.join(`\n${'-'.repeat(80)}\n\n`)}`;
}

function licenseFile({ folder }) {
  if (folder === undefined) return undefined;
  const found = readdirSync(join(root, folder)).find((entry) => /^(licen[sc]e|copying)/i.test(entry));
  return found === undefined ? undefined : join(root, folder, found);
}
