#!/usr/bin/env node
/**
 * The `latchkey` command: find the command, check its words against the table, load it and run it. Kept tiny, since
 * every `latchkey token` in every script pays for what is loaded here; all else is imported when needed.
 */
import type { Call } from './command.ts';
import { parse } from './parse.ts';

async function main(words: readonly string[]): Promise<void> {
  let call: Call | undefined;
  try {
    if (words[0] === '__complete') return (await import('./complete.ts')).complete(words.slice(1));
    call = parse(words);
    if (call.flags.has('help')) return (await import('./help.ts')).showHelp(call.command);
    const { run } = await call.command.load();
    await run(call);
  } catch (thrown) {
    const { report } = await import('./report.ts');
    const json = call?.json ?? words.includes('--json');
    const profile = call?.command.args[0]?.isProfile ? call.words[0] : undefined;
    process.exitCode = report(thrown, { json, profile });
  }
}

await main(process.argv.slice(2));
