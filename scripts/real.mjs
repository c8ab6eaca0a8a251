/**
 * `npm run test:real`: Latchkey's built programs against servers and tools that none of us wrote, a folder of test/real for
 * each ("judge"). Says for each what passed and how long it took, download included.
 *   npm run test:real -- NAME…  only these judges
 *   npm run test:real -- --ci   only the quick ones
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { line, readVitest, sum } from './totals.mjs';

const FOLDER = 'test/real';
const REPORT = 'reports/real.json';
/** A minute or so each, and under 200 MB to download. */
const QUICK = ['django', 'git', 'lemonldap'];

const isJudge = (name) => readdirSync(`${FOLDER}/${name}`).some((file) => file.endsWith('.real.ts'));

function judges() {
  const folders = readdirSync(FOLDER, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.map(({ name }) => name).filter(isJudge);
}

/** No test may touch your own keychain. */
function judge(name) {
  const report = `reports/real-${name}.json`;
  rmSync(report, { force: true });
  const started = performance.now();
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const args = ['node_modules/vitest/vitest.mjs', 'run', '-c', `${FOLDER}/vitest.config.ts`, ...reporters];
  const { status } = spawnSync(process.execPath, [...args, `${FOLDER}/${name}/`], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, DBUS_SESSION_BUS_ADDRESS: 'disabled:' },
  });
  const seconds = (performance.now() - started) / 1000;
  const results = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')).testResults : [];
  const totals = readVitest(report);
  rmSync(report, { force: true });
  return { name, seconds, results, ok: status === 0 && totals.failed === 0, ...totals };
}

/** Why its tests were skipped: their titles say it. */
function reason({ results }) {
  const titles = results.flatMap(({ assertionResults }) => assertionResults.map(({ fullName }) => fullName));
  const said = titles.map((title) => /\(not run: (.*?)\)/.exec(title)?.[1]).find((text) => text !== undefined);
  return said === undefined ? '' : ` (${said})`;
}

/** Returns the process's exit code. The current folder is the repository. */
export function real(args) {
  const all = judges();
  const named = args.filter((arg) => arg !== '--ci');
  const unknown = named.filter((name) => !all.includes(name));
  if (unknown.length > 0) {
    console.error(`There is no judge ${unknown.join(', ')}: choose from ${all.join(', ')}.`);
    return 2;
  }
  const quick = args.includes('--ci') ? all.filter((name) => QUICK.includes(name)) : all;
  mkdirSync('reports', { recursive: true });
  const done = (named.length > 0 ? named : quick).map(judge);
  writeFileSync(REPORT, JSON.stringify({ testResults: done.flatMap(({ results }) => results) }));
  for (const one of done) {
    const trouble = one.problem ?? (one.ok ? undefined : 'FAILED');
    const after = trouble === undefined ? reason(one) : `: ${trouble}`;
    console.log(`${one.name.padEnd(12)} ${line(one)}, ${one.seconds.toFixed(0)} s${after}`);
  }
  console.log(line(sum(...done)));
  return done.every(({ ok }) => ok) ? 0 : 1;
}
