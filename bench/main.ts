/**
 * `npm run bench`: what we claim about speed, measured on the built agent as a process of its own beside Debian's oidc-agent
 * at the same OpenID provider. One table a topic; `--json` prints all as JSON, `--only TOPIC` runs one. Nothing here passes
 * or fails; promises are kept by tests.
 */
import { cpus, totalmem } from 'node:os';
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

const TOPICS: readonly Topic[] = [cached, expiry, refresh, hang, commands, start, memory, idle, scheduler];
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

function chosen(args: readonly string[]): readonly Topic[] {
  const only = args.flatMap((arg, i) => (arg === '--only' ? [args[i + 1] ?? ''] : []));
  const unknown = only.filter((name) => !TOPICS.some((topic) => topic.name === name));
  if (unknown.length > 0)
    throw new Error(`no topic ${unknown.join(', ')}; there are: ${TOPICS.map(({ name }) => name).join(', ')}`);
  return only.length === 0 ? TOPICS : TOPICS.filter(({ name }) => only.includes(name));
}

function print(title: string, rows: readonly Row[]): void {
  console.log(`\n${title}`);
  console.table(rows.map((row) => row));
}

async function bench(args: readonly string[]): Promise<void> {
  const results: Results = {};
  for (const { name, title, run } of chosen(args)) {
    const rows = await run((line) => console.error(`${name}: ${line}`));
    results[name] = { title, rows };
    if (!args.includes('--json')) print(title, rows);
  }
  if (args.includes('--json')) console.log(JSON.stringify({ machine: machine(), topics: results }, null, 2));
}

async function main([task = '', spec = '{}']: readonly string[]): Promise<void> {
  if (task === '--load') console.log(JSON.stringify(await runLoad(JSON.parse(spec))));
  else if (task === '--provider') console.log(JSON.stringify(await runProviderLoad(JSON.parse(spec))));
  else await bench(process.argv.slice(2));
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
