/**
 * `npm test`: lint, types, Vitest, and the desktop tests on a real Electron if there is one. The last line counts the
 * tests in the reports; a failed lint or type check is named above it and fails the run.
 *   npm test -- FILTER…    only the Vitest files whose path contains a filter
 *   npm test -- --desktop  only the desktop tests (filters then go to Playwright)
 *   npm run test:packaged  builds the packaged program and tests it
 *   npm run test:package   builds a deb and rpm from it, installs the deb on this machine, and purges it again
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { electronExecutable, hasVirtualDisplay, onOwnBus, onPath, onVirtualDisplay } from './electron.mjs';
import { line, readPlaywright, readVitest, sum } from './totals.mjs';

const VITEST_REPORT = 'reports/vitest.json';
const PLAYWRIGHT_REPORT = 'reports/playwright.json';
const PACKAGED_REPORT = 'reports/packaged.json';
const INSTALLED_REPORT = 'reports/installed.json';
const inCi = Boolean(process.env.CI);

/** Runs a command to the end and shows its output; returns true if it succeeded. */
function run([program, ...args], env = {}, stdout = 'inherit') {
  const merged = Object.fromEntries(
    Object.entries({ ...process.env, ...env }).filter(([, value]) => value !== undefined),
  );
  return spawnSync(program, args, { stdio: ['ignore', stdout, 'inherit'], env: merged }).status === 0;
}

const tool = (script, ...args) => [process.execPath, join('node_modules', script), ...args];

function check(name, command) {
  const started = performance.now();
  const ok = run(command);
  console.log(`${name}: ${ok ? 'clean' : 'FAILED'} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  return ok ? [] : [name];
}

function lintAndTypes() {
  return [
    ...check('lint', tool('@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.')),
    ...check('types', tool('typescript/bin/tsc', '--noEmit')),
  ];
}

/** No test may touch your own keychain: those that need one start their own bus. */
function vitest(filters) {
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${VITEST_REPORT}`];
  const ok = run(tool('vitest/vitest.mjs', 'run', ...reporters, ...filters), { DBUS_SESSION_BUS_ADDRESS: 'disabled:' });
  return { name: 'vitest', ok, ...readVitest(VITEST_REPORT) };
}

function whyNoDesktop() {
  if (electronExecutable() === undefined) return 'there is no Electron executable (see README, “Tests”)';
  if (process.platform === 'linux' && !hasVirtualDisplay()) return 'xvfb-run is not installed';
  return undefined;
}

/** Counts the tests that would have run, so that the totals show that they were skipped. */
function skipDesktop(reason) {
  const env = { PLAYWRIGHT_JSON_OUTPUT_NAME: PLAYWRIGHT_REPORT };
  const listed = run(tool('playwright/cli.js', 'test', '--list', '--reporter=json'), env, 'ignore');
  const { skipped, failed, passed, problem } = readPlaywright(PLAYWRIGHT_REPORT);
  console.log(`desktop tests skipped: ${reason}`);
  const lost = skipped + failed + passed;
  if (!listed) return { name: 'desktop', ok: false, passed: 0, failed: lost, skipped: 0, problem };
  return inCi
    ? { name: 'desktop', ok: false, passed: 0, failed: lost, skipped: 0, problem: `skipped in CI: ${reason}` }
    : { name: 'desktop', ok: true, passed: 0, failed: 0, skipped: lost };
}

function desktop(filters) {
  if (!existsSync('playwright.config.ts')) return { name: 'desktop', ok: true, passed: 0, failed: 0, skipped: 0 };
  const reason = whyNoDesktop();
  if (reason !== undefined) return skipDesktop(reason);
  const { ok, ...totals } = playwright(PLAYWRIGHT_REPORT, filters);
  // With Electron present, a desktop test that skips itself proves nothing.
  if (inCi && totals.skipped > 0) return { name: 'desktop', ...totals, ok: false, problem: 'tests skipped in CI' };
  return { name: 'desktop', ok, ...totals };
}

/** Runs Playwright on its own display and bus, with its own report. */
function playwright(report, args, env = {}) {
  rmSync(report, { force: true });
  const command = tool('playwright/cli.js', 'test', '--reporter=list,json', ...args);
  const wrapped = process.platform === 'linux' ? onVirtualDisplay(onOwnBus(command)) : command;
  // Playwright resolves a relative path from the folder of its configuration.
  const output = { PLAYWRIGHT_JSON_OUTPUT_NAME: resolve(report) };
  const ok = run(wrapped, { ...env, ...output, WAYLAND_DISPLAY: undefined });
  return { ok, ...readPlaywright(report) };
}

/** Tests the packaged program, with a report next to those of the other tests. */
function packaged() {
  const reason = whyNoDesktop();
  if (reason !== undefined) {
    console.log(`packaged program not tested: ${reason}`);
    return inCi ? 1 : 0;
  }
  return besides(PACKAGED_REPORT, [], { LATCHKEY_PACKAGED: '1' });
}

function whyNotInstalled() {
  if (process.getuid?.() !== 0) return 'only root can install a package';
  const missing = ['dpkg', 'dpkg-deb', 'rpmbuild'].find((program) => !onPath(program));
  if (missing !== undefined) return `there is no ${missing}`;
  const installed = spawnSync('dpkg', ['-s', 'latchkey'], { stdio: 'ignore' }).status === 0;
  return installed ? 'latchkey is installed here and would be removed' : whyNoDesktop();
}

/** Tests the installed packages. This changes the machine for some minutes, so it is not part of `npm test`. */
function installed() {
  const reason = whyNotInstalled();
  if (reason !== undefined) {
    console.log(`packages not tested: ${reason}`);
    return 0;
  }
  if (!run([process.execPath, 'scripts/package/package.mjs', '--built', 'deb', 'rpm'])) return 1;
  return besides(INSTALLED_REPORT, ['-c', 'test/package/playwright.config.ts']);
}

/** Returns the exit code. */
function besides(report, args, env) {
  const { ok, ...totals } = playwright(report, args, env);
  console.log(line(totals));
  return ok && totals.failed === 0 ? 0 : 1;
}

/** Returns the process's exit code. The current folder is the repository. */
export function test(args) {
  if (args.includes('--packaged')) return packaged();
  if (args.includes('--installed')) return installed();
  rmSync('reports', { recursive: true, force: true });
  mkdirSync('reports', { recursive: true });
  const only = args.includes('--desktop');
  const filters = args.filter((arg) => arg !== '--desktop');
  const everything = !only && filters.length === 0;
  const failedChecks = everything ? lintAndTypes() : [];
  const parts = [...(only ? [] : [vitest(filters)]), ...(only || everything ? [desktop(filters)] : [])];
  const total = sum(...parts);
  for (const { name, problem, ok } of parts) {
    if (problem) console.log(`${name}: ${problem}`);
    else if (!ok) console.log(`${name}: FAILED`);
  }
  if (failedChecks.length > 0) console.log(`FAILED: ${failedChecks.join(', ')}`);
  console.log(line(total));
  const good = failedChecks.length === 0 && parts.every(({ ok, failed }) => ok && failed === 0) && total.passed > 0;
  return good ? 0 : 1;
}
