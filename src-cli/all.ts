/** Every command but the fast way of `latchkey token`; loaded by main.ts as one piece, which is quicker than many small ones. */
import type { Call } from './line/command.ts';
import { parseWords } from './line/parse.ts';
import { complete } from './table/complete.ts';
import { findCommand } from './table/find-command.ts';
import { showHelp } from './table/help.ts';

export { sayWaiting } from './agent/waiting.ts';
export { report } from './table/report.ts';

/** Rejects with a CliError. `onCall` hears what was understood, for the report of a failure. */
export async function execute(words: readonly string[], onCall: (call: Call) => void): Promise<void> {
  if (words[0] === '__complete') return await complete(words.slice(1));
  const { command, rest } = findCommand(words);
  const call = parseWords(command, rest);
  onCall(call);
  if (call.flags.has('help')) return showHelp(command);
  await command.run(call);
}
