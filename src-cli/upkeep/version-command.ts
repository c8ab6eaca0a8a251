/** `latchkey version`: the version of this command; `latchkey doctor` shows the agent's. */
import { present } from '../../src-shared/present.ts';
import type { Call, Command } from '../line/command.ts';
import { JSON_OPTION } from '../line/common-options.ts';
import { answer, answerJson } from '../line/output.ts';

export const VERSION_COMMAND: Command = {
  name: 'version',
  summary: 'Show the version',
  args: [],
  options: [JSON_OPTION],
  examples: [['latchkey version', 'the version of this command']],
  run,
};

/** Inserted by the build, from package.json; followed by `+` and the commit, if known. */
export const VERSION = process.env['LATCHKEY_VERSION'] ?? 'unbuilt';

async function run(call: Call): Promise<void> {
  const [version, commit] = VERSION.split('+');
  if (call.json) answerJson(present({ version, commit }));
  else answer(`latchkey ${VERSION}`);
}
