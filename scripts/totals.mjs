/**
 * Reads the reports of Vitest and Playwright and adds them up. A report that is missing, unreadable or empty is a failure:
 * only tests that ran count. Node built-ins only.
 */
import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const none = { passed: 0, failed: 0, skipped: 0 };
const add = (a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped });

/** Each test by its status; a file that failed before its first test counts as one failure. */
function vitestTotals(report) {
  return report.testResults.reduce((sum, { status, assertionResults }) => {
    const count = (...wanted) => assertionResults.filter((test) => wanted.includes(test.status)).length;
    const failed = count('failed');
    const broken = status === 'failed' && failed === 0 ? 1 : 0;
    const passed = count('passed');
    return add(sum, { passed, failed: failed + broken, skipped: assertionResults.length - passed - failed });
  }, none);
}

/** What failed, for the end of a long output: the name of each test, and the first line of its error. */
function vitestFailures(report) {
  return report.testResults.flatMap(({ name, message, status, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed');
    if (status === 'failed' && failed.length === 0) return [`${name}: ${firstLine(message)}`];
    return failed.map(({ fullName, failureMessages }) => `${name}: ${fullName}: ${firstLine(failureMessages[0])}`);
  });
}

function playwrightFailures({ suites = [], errors = [] }) {
  const specs = (suite) => [...suite.specs, ...(suite.suites ?? []).flatMap(specs)];
  const failed = suites.flatMap(specs).filter(({ ok }) => !ok);
  return [
    ...errors.map(({ message }) => firstLine(message)),
    ...failed.map(({ file, title, tests }) => {
      const error = tests.flatMap(({ results }) => results).find((result) => result.error)?.error;
      return `${file}: ${title}: ${firstLine(error?.message)}`;
    }),
  ];
}

const firstLine = (text = '') => text.split('\n', 1)[0].slice(0, 300);

/** A test that passed only on a retry counts as failed; an error outside any test counts as one failure. */
function playwrightTotals({ stats, errors = [] }) {
  const failed = stats.unexpected + stats.flaky + (stats.unexpected === 0 && errors.length > 0 ? 1 : 0);
  return { passed: stats.expected, failed, skipped: stats.skipped };
}

function read(file, totalsOf, failuresOf) {
  if (!existsSync(file)) return { ...none, failed: 1, problem: `${file} was not written` };
  try {
    const report = JSON.parse(readFileSync(file, 'utf8'));
    const totals = totalsOf(report);
    const count = totals.passed + totals.failed + totals.skipped;
    if (count === 0) return { ...none, failed: 1, problem: `${file} has no test in it` };
    return { ...totals, failures: failuresOf(report) };
  } catch (error) {
    return { ...none, failed: 1, problem: `${file} cannot be read: ${error.message}` };
  }
}

export const readVitest = (file) => read(file, vitestTotals, vitestFailures);
export const readPlaywright = (file) => read(file, playwrightTotals, playwrightFailures);
export const sum = (...totals) => totals.reduce(add, none);
export const line = ({ passed, failed, skipped }) => `${passed} passed, ${failed} failed, ${skipped} skipped`;

/**
 * The last line of .ci/run. `--failed-checks N`: failed checks other than tests, each counted as a failure;
 * `--failed-steps N`: if N is not 0, neither is the exit code, whatever the reports say.
 */
function main(args) {
  const number = (name) => Number(args[args.indexOf(name) + 1]);
  const reports = [readVitest('reports/vitest.json')];
  if (existsSync('reports/real.json')) reports.push(readVitest('reports/real.json'));
  if (existsSync('playwright.config.ts')) reports.push(readPlaywright('reports/playwright.json'));
  for (const file of ['reports/packaged.json', 'reports/installed.json'])
    if (existsSync(file)) reports.push(readPlaywright(file));
  const total = sum(...reports, { ...none, failed: number('--failed-checks') });
  if (number('--failed-steps') > 0 && total.failed === 0) total.failed = 1;
  for (const { problem, failures = [] } of reports)
    for (const failure of problem === undefined ? failures : [problem]) console.log(`failed: ${failure}`);
  console.log(line(total));
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) main(process.argv.slice(2));
