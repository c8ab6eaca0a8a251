/** Every command but the fast way of `latchkey token`; loaded by main.ts as one piece, which is quicker than many small ones. */
import type { Call } from './command.ts';
import { complete } from './complete.ts';
import { findCommand } from './find-command.ts';
import { showHelp } from './help.ts';
import { parseWords } from './parse.ts';

export { report } from './report.ts';
export { sayWaiting } from './waiting.ts';

/** Rejects with a CliError. `onCall` hears what was understood, for the report of a failure. */
export async function execute(words: readonly string[], onCall: (call: Call) => void): Promise<void> {
  if (words[0] === '__complete') return await complete(words.slice(1));
  const { command, rest } = findCommand(words);
  const call = parseWords(command, rest);
  onCall(call);
  if (call.flags.has('help')) return showHelp(command);
  await command.run(call);
}
