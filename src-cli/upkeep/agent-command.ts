/**
 * `latchkey agent`: the agent itself, in the foreground. The only file of the command line that reaches into the agent,
 * and only at run time: the build leaves it a program of its own (dist/headless.js), so that no other command carries it.
 */
import { type Call, optionValue } from '../line/command.ts';

/** Does not return: the agent ends the process, with the exit code of what kept it from starting. */
export async function run(call: Call): Promise<void> {
  const { runHeadless } = await import('../../src-main/headless.ts');
  await runHeadless({
    vault: optionValue(call, 'vault'),
    page: call.flags.has('page'),
    verbose: call.flags.has('verbose'),
  });
}
