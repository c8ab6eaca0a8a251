/**
 * `npm run bench`: our claims about speed, measured on the built agent in its own process, next to Debian's oidc-agent at
 * the same OpenID provider. One table per topic. Nothing here passes or fails; tests check our promises.
 */
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { runLoad } from './load.ts';
import { installedVersion } from './oidc-agent-process.ts';
import { runProviderLoad } from './provider-load.ts';
import type { Row, Topic } from './topic.ts';
import { cached } from './topics/cached.ts';
import { commands } from './topics/commands.ts';
import { expiry } from './topics/expiry.ts';
import { hang } from './topics/hang.ts';
import { idle } from './topics/idle.ts';
import { memory } from './topics/memory.ts';
import { refresh } from './topics/refresh.ts';
import { scheduler } from './topics/scheduler.ts';
import { start } from './topics/start.ts';
import { window } from './topics/window.ts';

const TOPICS: readonly Topic[] = [cached, expiry, refresh, hang, commands, start, memory, idle, window, scheduler];
type Results = Record<string, { title: string; rows: Row[] }>;

function machine(): Record<string, string | number> {
  const { model = 'unknown' } = cpus()[0] ?? {};
  const memory_gib = Math.round(totalmem() / 2 ** 30);
  return {
    cpus: cpus().length,
    model,
    memory_gib,
    node: process.version,
    oidc_agent: installedVersion() ?? 'not installed',
  };
}

function usage(): string {
  const width = Math.max(...TOPICS.map(({ name }) => name.length));
  return [
    'Usage: npm run bench -- [--only TOPIC]… [--json]',
    '',
    '  --only TOPIC  only this topic (repeatable)',
    '  --json        print all figures as JSON, with the machine',
    '',
    'LATCHKEY_BENCH_BESIDE=DIR names the dist/ of another build, which `commands` runs in the same rounds.',
    'Topics (about twenty minutes in total, half of it in `idle`, which takes LATCHKEY_BENCH_IDLE_S seconds, 600 by default)',
    ...TOPICS.map(({ name, title }) => `  ${name.padEnd(width)}  ${title}`),
  ].join('\n');
}

function chosen(only: readonly string[]): readonly Topic[] {
  const unknown = only.filter((name) => !TOPICS.some((topic) => topic.name === name));
  if (unknown.length > 0)
    throw new Error(`no topic ${unknown.join(', ')}; there are: ${TOPICS.map(({ name }) => name).join(', ')}`);
  return only.length === 0 ? TOPICS : TOPICS.filter(({ name }) => only.includes(name));
}

function print(title: string, rows: readonly Row[]): void {
  console.log(`\n${title}`);
  console.table(rows.map((row) => row));
}

async function bench(topics: readonly Topic[], json: boolean): Promise<void> {
  const results: Results = {};
  for (const { name, title, run } of topics) {
    const rows = await run((line) => console.error(`${name}: ${line}`));
    results[name] = { title, rows };
    if (!json) print(title, rows);
  }
  if (json) console.log(JSON.stringify({ machine: machine(), topics: results }, null, 2));
}

const OPTIONS = {
  help: { type: 'boolean', short: 'h', default: false },
  json: { type: 'boolean', default: false },
  only: { type: 'string', multiple: true, default: [] as string[] },
} as const;

async function main(args: readonly string[]): Promise<void> {
  const [task, spec = '{}'] = args;
  // The load, in its own process (child.ts).
  if (task === '--load') return console.log(JSON.stringify(await runLoad(JSON.parse(spec))));
  if (task === '--provider') return console.log(JSON.stringify(await runProviderLoad(JSON.parse(spec))));
  const { values } = parseArgs({ args: [...args], options: OPTIONS, strict: true });
  if (values.help) return console.log(usage());
  await bench(chosen(values.only), values.json);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
