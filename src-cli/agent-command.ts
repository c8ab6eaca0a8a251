/** `latchkey agent`: hands over to the headless agent, the one piece of the engine that the command line starts itself. */
import { type Call, optionValue } from './command.ts';

export async function run(call: Call): Promise<void> {
  const { runHeadless } = await import('../src-main/headless.ts');
  await runHeadless({
    vault: optionValue(call, 'vault'),
    page: call.flags.has('page'),
    verbose: call.flags.has('verbose'),
  });
}
