/** What `npm run setup`, `start` and `demo` do on a machine that lacks something: no hopeless work, one line at the end. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeCertificates } from './support/servers/certificates.ts';

const ROOT = resolve(import.meta.dirname, '..');
let clone: string;
let bin: string;

beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'latchkey-set-up-'));
  bin = join(clone, 'bin');
  mkdirSync(bin);
  for (const part of ['scripts', 'package.json', 'package-lock.json'])
    cpSync(join(ROOT, part), join(clone, part), { recursive: true });
});
afterEach(() => rmSync(clone, { recursive: true, force: true }));

/** Runs a module's code in the clone, with no program in the path but those of `bin`. */
function node(code: string, env: NodeJS.ProcessEnv = {}): { stdout: string; stderr: string } {
  const args = ['--input-type=module', '-e', code];
  return spawnSync(process.execPath, args, { cwd: clone, encoding: 'utf8', env: { PATH: bin, HOME: clone, ...env } });
}

function program(name: string, script: string): void {
  writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(bin, name), 0o755);
}

const BUILD = `
  import { buildKeytar } from './scripts/keytar.mjs';
  const options = { again: process.env.AGAIN === '1', mayFetch: false };
  console.log(buildKeytar((line) => console.log(line), options));`;

describe.runIf(process.platform === 'linux')('set-up', () => {
  it('newcomer A2: begins no build of keytar that cannot succeed', () => {
    mkdirSync(join(clone, 'node_modules/keytar'), { recursive: true });
    expect(node(BUILD)).toMatchObject({ stdout: 'keytar cannot be built: there is no make\n', stderr: '' });
  });

  it('newcomer A2: keeps the output of a build that fails in a file, and does not repeat it at each start', () => {
    mkdirSync(join(clone, 'node_modules/keytar'), { recursive: true });
    program('sh', 'exec /bin/sh "$@"');
    for (const name of ['make', 'c++', 'python3', 'pkg-config']) program(name, 'exit 0');
    program('npm', `echo 'gyp ERR! stack'; echo once >>"${clone}/builds"; exit 1`);
    expect(node(BUILD).stdout).toMatch(/^building keytar .*\nkeytar could not be built \(dist\/keytar-build\.log\)\n$/);
    expect(readFileSync(join(clone, 'dist/keytar-build.log'), 'utf8')).toBe('gyp ERR! stack\n');
    expect(node(BUILD).stdout).toBe('keytar could not be built (dist/keytar-build.log)\n');
    node(BUILD, { AGAIN: '1' });
    expect(readFileSync(join(clone, 'builds'), 'utf8')).toBe('once\nonce\n');
  });

  it('newcomer A2: says what is missing in one line, without sudo where there is none', () => {
    const code = `
      import { installAdvice, packagesFor } from './scripts/system-packages.mjs';
      process.getuid = () => 1000;
      console.log(packagesFor('demo').includes('curl'), installAdvice(['curl']));`;
    const line = 'apt-get update && apt-get install -y --no-install-recommends curl';
    expect(node(code).stdout).toBe(`false some system packages are missing; run as root: ${line}\n`);
    program('sudo', 'exit 1');
    const withSudo = line.replaceAll('apt-get', 'sudo apt-get');
    expect(node(code).stdout).toBe(`false some system packages are missing; run: ${withSudo}\n`);
  });

  it('newcomer A14: LATCHKEY_NO_SETUP=1 installs nothing', () => {
    const code = `
      import { setup } from './scripts/setup.mjs';
      try { setup('start'); } catch (error) { console.log(error.message); }`;
    const { stdout } = node(code, { LATCHKEY_NO_SETUP: '1' });
    expect(stdout).toBe('the npm packages are missing; run: npm ci --ignore-scripts\n');
    expect(existsSync(join(clone, 'node_modules'))).toBe(false);
  });

  it('newcomer A1, A13: packaging looks first for the Node.js that it needs, and fails in one line', () => {
    mkdirSync(join(clone, 'node_modules'));
    for (const name of readdirSync(join(ROOT, 'node_modules')).filter((one) => one !== '.cache'))
      symlinkSync(join(ROOT, 'node_modules', name), join(clone, 'node_modules', name));
    program('npm', "printf 'npm error code ENOTFOUND\\nnpm error at stack\\n' >&2; exit 1");
    const args = ['scripts/package/package.mjs', 'dir'];
    const options = { cwd: clone, encoding: 'utf8', env: { PATH: bin, HOME: clone } } as const;
    const { stderr, status } = spawnSync(process.execPath, args, options);
    const reason = 'npm pack failed: npm error code ENOTFOUND (LATCHKEY_DEBUG=1 shows more)';
    expect([stderr, status]).toEqual([`package: FAILED: ${reason}\n`, 1]);
    expect(existsSync(join(clone, 'dist/latchkey.cjs'))).toBe(false);
  });

  it('newcomer A4: the authority of the tests says what its key is for, as Python 3.13 wants it', () => {
    const { caFile } = makeCertificates(clone);
    const shown = execFileSync('openssl', ['x509', '-in', caFile, '-noout', '-ext', 'keyUsage'], { encoding: 'utf8' });
    expect(shown).toContain('Certificate Sign, CRL Sign');
  });
});
