#!/usr/bin/env node
/**
 * The `latchkey` command. Every `latchkey token` in every script pays for what is loaded here, so the commands in
 * QUICK are parsed and run right away, from a few small files; everything else, including the report of a failure,
 * is imported as one bundle when needed.
 */
import { onAbsent, onSlow } from './agent/client.ts';
import { AWS_CREDENTIALS } from './aws/credentials-command.ts';
import { KUBE_CREDENTIAL } from './kube/credential-command.ts';
import type { Call, Command } from './line/command.ts';
import { parseWords } from './line/parse.ts';
import { TOKEN } from './tokens/token-command.ts';

const QUICK: readonly Command[] = [TOKEN, AWS_CREDENTIALS, KUBE_CREDENTIAL];

async function main(words: readonly string[]): Promise<void> {
  let call: Call | undefined;
  try {
    const quick = QUICK.find(({ name }) => name === words[0]);
    if (quick) call = parseWords(quick, words.slice(1));
    if (call && !call.flags.has('help')) return await call.command.run(call);
    const { execute } = await import('./all.ts');
    await execute(words, (understood) => {
      call = understood;
    });
  } catch (thrown) {
    const { report } = await import('./all.ts');
    const json = call?.json ?? words.includes('--json');
    process.exitCode = report(thrown, { json, profile: call && profileOf(call), words });
  }
}

/** The given profile name, alone or in NAME/ROLE. */
function profileOf({ command, words }: Call): string | undefined {
  const at = command.args.findIndex(({ isProfile, isRole }) => isProfile ?? isRole);
  return words[at]?.split('/')[0];
}

onAbsent(async () => (await import('./all.ts')).startAgent('helper'));
onSlow(async (...given) => (await import('./all.ts')).sayWaiting(...given));
void main(process.argv.slice(2));
