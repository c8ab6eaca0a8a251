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
  summary: 'Stop giving out tokens until you unlock Latchkey',
  details:
    'For when you leave your desk. You choose a passphrase; until you enter it again, no program gets a token or ' +
    "credentials, and nothing can be changed. Sign-ins are kept alive. The lock is in the agent's memory: it ends when " +
    'the agent stops.',
  args: [],
  options: [STDIN],
  examples: [
    ['latchkey lock', 'asks for a passphrase, twice'],
    ['latchkey lock --passphrase-stdin < passphrase.txt', 'from a script, for example when the screen locks'],
  ],
  run: runLock,
};

/** The agent's limit. */
const MAX_LENGTH = 1024;

async function runLock(call: Call): Promise<void> {
  const { agent } = await readView();
  if (agent.locked) {
    const hint = 'To change the passphrase, run `latchkey unlock` first.';
    throw new CliError('agent_locked', EXIT.notAllowed, 'The agent is already locked.', hint);
  }
  await request('POST', '/v1/lock', { body: { passphrase: await newPassphrase(call) } });
  answer('Locked. No program gets a token until you run: latchkey unlock');
}

export const UNLOCK: Command = {
  name: 'unlock',
  summary: 'Give out tokens again',
  details: 'Each wrong passphrase delays the next answer, from 1 up to 30 seconds.',
  args: [],
  options: [STDIN],
  examples: [['latchkey unlock', 'asks for the passphrase that you locked it with']],
  run: runUnlock,
};

async function runUnlock(call: Call): Promise<void> {
  const { agent } = await readView();
  if (!agent.locked) {
    throw new CliError(
      'agent_not_locked',
      EXIT.usage,
      'The agent is not locked.',
      'There is nothing to unlock; `latchkey lock` locks it.',
    );
  }
  await request('POST', '/v1/unlock', { body: { passphrase: await passphrase(call, 'Passphrase') } });
  answer('Unlocked.');
}

/** Typed twice: a typo would lock you out as well. */
async function newPassphrase(call: Call): Promise<string> {
  const first = await passphrase(call, 'Passphrase for unlocking');
  if (call.flags.has('passphrase-stdin')) return first;
  if ((await passphrase(call, 'Repeat the passphrase')) === first) return first;
  throw usageError('The two passphrases differ. Nothing was locked.', 'Run `latchkey lock` again.');
}

async function passphrase(call: Call, label: string): Promise<string> {
  if (!process.stdin.isTTY && !call.flags.has('passphrase-stdin')) {
    throw usageError('There is no terminal to ask for the passphrase.', 'Pipe it in, with --passphrase-stdin.');
  }
  const text = await readSecret(label);
  if (text.length > MAX_LENGTH) throw usageError(`The passphrase is longer than ${MAX_LENGTH} characters.`);
  return text;
}
