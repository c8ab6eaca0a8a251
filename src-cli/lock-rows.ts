/** The rows of `latchkey lock` and `latchkey unlock` in the table of commands. Data only. */
import type { Command, OptionSpec } from './line/command.ts';
import { runLock, runUnlock } from './upkeep/lock-command.ts';

const STDIN: OptionSpec = {
  name: 'passphrase-stdin',
  help: 'Read the passphrase from standard input instead of asking',
};

export const LOCK_COMMANDS: readonly Command[] = [
  {
    name: 'lock',
    summary: 'Give nobody a token until you unlock it',
    details:
      'For when you leave the desk. You choose a passphrase; until it is given again, no program gets a token or ' +
      'credentials and nothing can be changed. Sign-ins are kept alive meanwhile. The lock is in the memory of the agent: ' +
      'it ends when the agent is stopped.',
    args: [],
    options: [STDIN],
    examples: [
      ['latchkey lock', 'asks for a passphrase, twice'],
      ['latchkey lock --passphrase-stdin < passphrase.txt', 'from a script, for example when the screen is locked'],
    ],
    run: runLock,
  },
  {
    name: 'unlock',
    summary: 'Let programs have tokens again',
    details: 'A wrong passphrase is answered the later, the more often it was wrong: after 1 to 30 seconds.',
    args: [],
    options: [STDIN],
    examples: [['latchkey unlock', 'asks for the passphrase that it was locked with']],
    run: runUnlock,
  },
];
