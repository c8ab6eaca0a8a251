/** `latchkey version`: of this command; the agent's own is told by `latchkey doctor`. */
import type { Call } from './command.ts';
import { answer, answerJson } from './output.ts';

/** Put in place by the build, from package.json. */
export const VERSION = process.env['LATCHKEY_VERSION'] ?? 'unbuilt';

export async function run(call: Call): Promise<void> {
  if (call.json) answerJson({ version: VERSION });
  else answer(`latchkey ${VERSION}`);
}
