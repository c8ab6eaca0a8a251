/** `latchkey lock` and `latchkey unlock`: the passphrase goes from the terminal, or standard input, to the agent and nowhere else. */
import { request } from '../agent/client.ts';
import { readView } from '../agent/views.ts';
import type { Call, Command, OptionSpec } from '../line/command.ts';
import { CliError, EXIT, usageError } from '../line/errors.ts';
import { answer } from '../line/output.ts';
import { readSecret } from '../line/secret-input.ts';

const STDIN: OptionSpec = {
  name: 'passphrase-stdin',
  help: 'Read the passphrase from standard input instead of asking',
};

export const LOCK: Command = {
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
};

/** As much as the agent takes. */
const MAX_LENGTH = 1024;

async function runLock(call: Call): Promise<void> {
  const { agent } = await readView();
  if (agent.locked) {
    const hint = 'Unlock it with `latchkey unlock` to lock it with another passphrase.';
    throw new CliError('agent_locked', EXIT.notAllowed, 'The agent is locked already.', hint);
  }
  await request('POST', '/v1/lock', { body: { passphrase: await newPassphrase(call) } });
  answer('Locked. No program gets a token until you run: latchkey unlock');
}

export const UNLOCK: Command = {
  name: 'unlock',
  summary: 'Let programs have tokens again',
  details: 'A wrong passphrase is answered the later, the more often it was wrong: after 1 to 30 seconds.',
  args: [],
  options: [STDIN],
  examples: [['latchkey unlock', 'asks for the passphrase that it was locked with']],
  run: runUnlock,
};

async function runUnlock(call: Call): Promise<void> {
  const { agent } = await readView();
  if (!agent.locked) {
    throw new CliError('agent_not_locked', EXIT.usage, 'The agent is not locked.', 'Lock it with `latchkey lock`.');
  }
  await request('POST', '/v1/unlock', { body: { passphrase: await passphrase(call, 'Passphrase') } });
  answer('Unlocked.');
}

/** Typed twice: a slip of the finger would lock the person out too. */
async function newPassphrase(call: Call): Promise<string> {
  const first = await passphrase(call, 'Passphrase to unlock it with');
  if (call.flags.has('passphrase-stdin')) return first;
  if ((await passphrase(call, 'The same again')) === first) return first;
  throw usageError('The two passphrases differ; nothing was locked.', 'Run `latchkey lock` again.');
}

async function passphrase(call: Call, label: string): Promise<string> {
  if (!process.stdin.isTTY && !call.flags.has('passphrase-stdin')) {
    throw usageError('There is no terminal to ask for the passphrase.', 'Pipe it in, with --passphrase-stdin.');
  }
  const text = await readSecret(label);
  if (text.length > MAX_LENGTH) throw usageError(`The passphrase is longer than ${MAX_LENGTH} characters.`);
  return text;
}
