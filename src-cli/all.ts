/** Every command but the fast way of `latchkey token`; loaded by main.ts as one piece, which is quicker than many small ones. */
import { onSlow } from './agent/client.ts';
import { sayWaiting } from './agent/waiting.ts';
import type { Call } from './line/command.ts';
import { parseWords } from './line/parse.ts';
import { COMMANDS } from './table/commands.ts';
import { complete } from './table/complete.ts';
import { findCommand } from './table/find-command.ts';
import { showHelp } from './table/help.ts';

export { sayWaiting } from './agent/waiting.ts';
export { report } from './table/report.ts';

// The commands here are bundled with a client of their own.
onSlow(sayWaiting);

/** Rejects with a CliError. `onCall` hears what was understood, for the report of a failure. */
export async function execute(words: readonly string[], onCall: (call: Call) => void): Promise<void> {
  if (words[0] === '__complete') return await complete(COMMANDS, words.slice(1));
  const { command, rest } = findCommand(COMMANDS, words);
  const call = parseWords(command, rest);
  onCall(call);
  if (call.flags.has('help')) return showHelp(COMMANDS, command);
  await command.run(call);
}
