/**
 * `latchkey agent`: the agent itself, in the foreground. The only file of the command line that imports the agent, and
 * only at run time: the build keeps it a separate program (dist/headless.js), so that no other command carries it.
 */
import { type Call, type Command, optionValue } from '../line/command.ts';
import { endingSignals } from '../line/nohup.ts';

export const AGENT: Command = {
  name: 'agent',
  summary: 'Run the agent in this terminal, without the desktop app',
  details:
    'The agent holds your sign-ins and answers the other commands. The desktop app includes the agent; use this on ' +
    'machines without a display. It runs in the foreground until Ctrl-C.',
  args: [],
  options: [
    {
      name: 'vault',
      value: 'KIND',
      choices: ['keychain', 'file', 'memory'],
      help: 'Where to keep secrets: the system keychain (default), a file encrypted with a passphrase, or memory only',
    },
    { name: 'page', help: 'Also serve the window as a page for a browser on this machine' },
    { name: 'verbose', help: 'Log what happens to standard error (never a secret)' },
  ],
  examples: [
    ['latchkey agent', 'keep secrets in the keychain'],
    ['latchkey agent --vault file', 'without a keychain; asks for a passphrase'],
  ],
  run,
};

/** Does not return: the agent ends the process, and if it could not start, with the exit code for the reason. */
async function run(call: Call): Promise<void> {
  const { runHeadless } = await import('../../src-main/headless.ts');
  await runHeadless({
    vault: optionValue(call, 'vault'),
    page: call.flags.has('page'),
    verbose: call.flags.has('verbose'),
    signals: endingSignals(),
  });
}
