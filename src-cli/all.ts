/** Every command except the fast path of `latchkey token`. main.ts loads it as one bundle, which is quicker than many small ones. */
import { onAbsent, onSlow } from './agent/client.ts';
import { sayWaiting } from './agent/waiting.ts';
import type { Call } from './line/command.ts';
import { parseWords } from './line/parse.ts';
import { startAgent } from './start/start.ts';
import { STARTERS } from './start/who.ts';
import { COMMANDS } from './table/commands.ts';
import { complete } from './table/complete.ts';
import { findCommand } from './table/find-command.ts';
import { showHelp } from './table/help.ts';

export { sayWaiting } from './agent/waiting.ts';
export { startAgent } from './start/start.ts';
export { report } from './table/report.ts';

// The commands here are bundled with their own copy of the client.
onSlow(sayWaiting);

/** Rejects with a CliError. `onCall` gets the parsed call, for reporting a failure. */
export async function execute(words: readonly string[], onCall: (call: Call) => void): Promise<void> {
  if (words[0] === '__complete') return await complete(COMMANDS, words.slice(1));
  const { command, rest } = findCommand(COMMANDS, words);
  const call = parseWords(command, rest);
  onCall(call);
  if (call.flags.has('help')) return showHelp(COMMANDS, command);
  const who = STARTERS[command.name];
  if (who !== undefined) onAbsent(() => startAgent(who));
  await command.run(call);
}
