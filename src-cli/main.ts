#!/usr/bin/env node
/**
 * The `latchkey` command. Every `latchkey token` in every script pays for what is loaded here, so `token` is read and
 * run at once, from two small files; everything else, also the telling of a failure, is imported as one piece when needed.
 */
import type { Call } from './command.ts';
import { parseWords } from './parse.ts';
import { run } from './token-command.ts';
import { TOKEN } from './token-row.ts';

async function main(words: readonly string[]): Promise<void> {
  let call: Call | undefined;
  try {
    if (words[0] === 'token') call = parseWords(TOKEN, words.slice(1));
    if (call && !call.flags.has('help')) return await run(call);
    const { execute } = await import('./all.ts');
    await execute(words, (understood) => {
      call = understood;
    });
  } catch (thrown) {
    const { report } = await import('./all.ts');
    const json = call?.json ?? words.includes('--json');
    const profile = call?.command.args[0]?.isProfile ? call.words[0] : undefined;
    process.exitCode = report(thrown, { json, profile });
  }
}

void main(process.argv.slice(2));
