/** `latchkey version`: of this command; the agent's own is told by `latchkey doctor`. */
import type { Call } from '../line/command.ts';
import { answer, answerJson } from '../line/output.ts';

/** Put in place by the build, from package.json; after a `+` the commit, where it is known. */
export const VERSION = process.env['LATCHKEY_VERSION'] ?? 'unbuilt';

export async function run(call: Call): Promise<void> {
  const [version, commit] = VERSION.split('+');
  if (call.json) answerJson({ version, ...(commit !== undefined && { commit }) });
  else answer(`latchkey ${VERSION}`);
}
