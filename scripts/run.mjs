#!/usr/bin/env node
/** `npm start`, `npm test`, `npm run test:real|demo|simulate|bench|soak|house|package`: set up what is missing, then run. */
import { spawn, spawnSync } from 'node:child_process';
import { electronExecutable, hasDisplay, hasVirtualDisplay, obtainElectron, onVirtualDisplay } from './electron.mjs';
import { root, SetupError, setup } from './setup.mjs';

process.chdir(root);
const say = (text) => console.error(text);

/** Runs a command in the foreground with our terminal; resolves to its exit code. */
function foreground([program, ...args], env = {}) {
  return new Promise((done) => {
    const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, ...env } });
    // A terminal also sends Ctrl-C to the child: if we passed it on, it would arrive twice.
    process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
    for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
    // When npm is killed, it ends the shell between us without notifying us.
    const parent = process.ppid;
    setInterval(() => process.ppid === parent || child.kill('SIGTERM'), 500).unref();
    child.on('error', (error) => {
      say(error.message);
      done(1);
    });
    child.on('exit', (code, signal) => done(code ?? (signal === 'SIGINT' ? 130 : 1)));
  });
}

function headless(reason, args) {
  say(`${reason} Starting the agent without a tray.`);
  // For hints that can be copied: `latchkey` need not be installed.
  const env = { LATCHKEY_STARTED_AS: 'npm start -- --headless' };
  return foreground([process.execPath, 'dist/latchkey.cjs', 'agent', '--page', ...args], env);
}

function whyHeadless(asked) {
  if (asked) return 'Headless, as requested.';
  if (!hasDisplay()) return 'There is no display for the tray.';
  if (process.getuid?.() === 0) return "The window's sandbox does not work for root.";
  return undefined;
}

/** Starts the desktop if possible, else the headless agent with the page. `--headless` forces the latter. */
function start(args) {
  const rest = args.filter((arg) => arg !== '--headless');
  const reason = whyHeadless(rest.length < args.length);
  setup('start', { desktop: reason === undefined });
  if (reason !== undefined) return headless(reason, rest);
  const electron = obtainElectron(say);
  return electron === undefined
    ? headless('Without Electron there is no tray.', rest)
    : foreground([electron, '.', ...rest]);
}

/** Bundles a development program and runs it; `around` may wrap its command. */
function developmentProgram(source, out, args, { env = {}, around = (command) => command } = {}) {
  const built = spawnSync(process.execPath, ['scripts/build.mjs', '--dev', source], {
    stdio: 'inherit',
    env: { ...process.env, LATCHKEY_QUIET: '1' },
  });
  return built.status === 0 ? foreground(around([process.execPath, '--enable-source-maps', out, ...args]), env) : 1;
}

function whyNoTray(auto) {
  if (electronExecutable() === undefined) return 'there is no Electron here yet (`npm start` fetches it).';
  if (auto ? !hasVirtualDisplay() && !hasDisplay() : !hasDisplay()) return 'there is no display.';
  return undefined;
}

/** With --auto, the desktop gets its own display, so that no window disturbs your work. */
async function demo(args) {
  const auto = args.includes('--auto');
  const tray = !args.includes('--headless') && !args.includes('--help');
  const left = setup('demo', { desktop: tray && (auto || hasDisplay()), virtual: auto });
  const reason = tray ? whyNoTray(auto) : undefined;
  const env = reason
    ? { LATCHKEY_DEMO_NO_DESKTOP: reason }
    : tray
      ? { LATCHKEY_DEMO_ELECTRON: electronExecutable() }
      : {};
  const around = tray && !reason && auto && hasVirtualDisplay() ? onVirtualDisplay : undefined;
  const code = await developmentProgram('test/demo/main.ts', 'dist/dev/demo.js', args, { env, around });
  // Once more, where it can be seen.
  for (const line of left) say(`setup: ${line}`);
  return code;
}

function simulate(args) {
  setup('simulate');
  return developmentProgram('test/simulation/main.ts', 'dist/dev/simulation.js', args);
}

function bench(args) {
  setup('test');
  const electron = hasVirtualDisplay() ? electronExecutable() : undefined;
  const env = electron === undefined ? {} : { LATCHKEY_BENCH_ELECTRON: electron };
  return developmentProgram('bench/main.ts', 'dist/dev/bench.js', args, { env });
}

/** Runs the test of kills at random moments for longer than `npm test` can. */
function soak(args) {
  setup('test');
  const env = { LATCHKEY_KILLS: process.env.LATCHKEY_KILLS ?? '200', DBUS_SESSION_BUS_ADDRESS: 'disabled:' };
  return foreground(
    [process.execPath, 'node_modules/vitest/vitest.mjs', 'run', 'test/whole/promises/kill.test.ts', ...args],
    env,
  );
}

/** Figures about the code's structure: import circles, full folders, long parameter lists. */
function house(args) {
  setup('build');
  return developmentProgram('scripts/house/main.ts', 'dist/dev/house.js', args);
}

/** Builds the packages for this system, with the Electron that is here, or one that electron-builder fetches. */
function packages(args) {
  setup('package', { desktop: true });
  return foreground([process.execPath, 'scripts/package/package.mjs', ...args]);
}

async function test(args) {
  setup('test', { desktop: true, virtual: true });
  return (await import('./test.mjs')).test(args);
}

async function real(args) {
  setup('test');
  return (await import('./real.mjs')).real(args);
}

/** Help for the commands that do not parse options themselves; the others handle `--help`. */
const HELP = {
  start: `Usage: npm start [-- --headless | --hidden]

Sets up what is missing and starts the tray. Without a display, as root, without Electron or with --headless, it starts the
agent instead, with its window as a page in your browser. --hidden starts the tray without a window. With LATCHKEY_NO_SETUP=1,
it installs nothing.`,
  test: `Usage: npm test [-- FILTER… | --desktop [FILTER…]]

Runs lint, types, unit and integration tests, and the desktop on a real Electron: about a quarter of an hour.
  FILTER…              only the Vitest files whose path contains a FILTER
  --desktop FILTER…    only the desktop tests

npm run test:packaged builds the packaged program and tests it.`,
  real: `Usage: npm run test:real [-- JUDGE… | --ci]

Runs Latchkey against servers and tools that are not ours. They are downloaded once, to ~/.cache/latchkey-real (or
LATCHKEY_REAL_CACHE), and nothing is installed. Without JUDGE, all of them.
  JUDGE…               only these folders of test/real
  --ci                 only the quick ones`,
  soak: `Usage: npm run soak

Kills the agent at random moments and checks that no sign-in was lost. LATCHKEY_KILLS is how many times (200).`,
  house: `Usage: npm run house -- [--all] [CHECKOUT]

Counts import circles, files per folder, long parameter lists, lines and repeated lines, here or in another checkout.
  --all                also list what was counted`,
  package: `Usage: npm run package -- [TARGET…] [--built]

Builds the packages for this system in dist/packages (Linux without TARGET: tar.gz and deb). docs/packaging.md lists all targets.
  dir                  only the unpacked program
  --built              use dist/ as it is`,
};

const COMMANDS = { start, demo, test, real, simulate, bench, soak, house, package: packages };

async function main([name = '', ...args]) {
  const command = COMMANDS[name];
  if (HELP[name] !== undefined && args.some((arg) => arg === '--help' || arg === '-h')) {
    console.log(HELP[name]);
    return 0;
  }
  if (command !== undefined) return command(args);
  say(`Usage: node scripts/run.mjs ${Object.keys(COMMANDS).join('|')} …`);
  return 2;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(`setup: ${error.message}`);
  process.exitCode = 1;
}
