#!/usr/bin/env node
/**
 * `npm run check:electron`: runs Doyensec's electronegativity on the sources. It is fetched into a temporary folder instead
 * of being a dependency: it brings 405 packages of 2021 (147 MB). Fails on a finding that SECURITY.md does not explain, and
 * on an explanation without a finding.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './build.mjs';

const TOOL = '@doyensec/electronegativity@1.10.3';
const SOURCES = ['package.json', 'src-main', 'src-renderer', 'src-languages', 'src-shared'];

function run(command, args, cwd) {
  const result = spawnSync(command, args, { cwd, encoding: 'utf8', timeout: 10 * 60_000 });
  if (result.status !== 0) throw new Error(`${command} ${args[0]} failed: ${result.stderr || result.stdout}`);
}

/** The findings, each as `CHECK` or `CHECK` in `FILE`, as in SECURITY.md's table; one per place. */
function findings(folder) {
  const app = join(folder, 'app');
  mkdirSync(app);
  for (const part of SOURCES) cpSync(join(root, part), join(app, part), { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--silent', TOOL], folder);
  const tool = join(folder, 'node_modules/@doyensec/electronegativity/dist/index.js');
  const report = join(folder, 'report.csv');
  run(process.execPath, [tool, '-i', app, '-o', report, '-r'], folder);
  const [, ...lines] = readFileSync(report, 'utf8').trim().split('\n');
  for (const line of lines) console.log(line.slice(0, 160));
  return lines.map((line) => {
    const [name, , , file] = line.split(',').map((cell) => cell.replaceAll('"', ''));
    return file === 'N/A' ? `\`${name}\`` : `\`${name}\` in \`${file}\``;
  });
}

/** What is in `all` more often than in `these`: a second window is a separate finding. */
function without(all, these) {
  const left = [...these];
  return all.filter((name) => {
    const at = left.indexOf(name);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

const folder = mkdtempSync(join(tmpdir(), 'latchkey-check-'));
try {
  const found = findings(folder);
  const text = readFileSync(join(root, 'SECURITY.md'), 'utf8');
  const explained = [...text.matchAll(/^\| (`[A-Z_]+_CHECK`(?: in `[^`]+`)?) \|/gm)].map(([, name]) => name);
  const open = without(found, explained);
  const gone = without(explained, found);
  console.log(`${found.length} findings, ${open.length} of them not explained in SECURITY.md`);
  for (const name of open) console.log(`not explained: ${name}`);
  for (const name of gone) console.log(`explained but no longer found: ${name}`);
  process.exitCode = open.length + gone.length > 0 ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
