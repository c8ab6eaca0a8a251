/** `latchkey lock` and `latchkey unlock`: the passphrase goes from the terminal, or standard input, to the agent and nowhere else. */
import { request } from '../agent/client.ts';
import { readView } from '../agent/views.ts';
import type { Call } from '../line/command.ts';
import { CliError, EXIT, usageError } from '../line/errors.ts';
import { answer } from '../line/output.ts';
import { readSecret } from '../line/secret-input.ts';

/** As much as the agent takes. */
const MAX_LENGTH = 1024;

export async function runLock(call: Call): Promise<void> {
  const { agent } = await readView();
  if (agent.locked) {
    const hint = 'Unlock it with `latchkey unlock` to lock it with another passphrase.';
    throw new CliError('agent_locked', EXIT.notAllowed, 'The agent is locked already.', hint);
  }
  await request('POST', '/v1/lock', { body: { passphrase: await newPassphrase(call) } });
  answer('Locked. No program gets a token until you run: latchkey unlock');
}

export async function runUnlock(call: Call): Promise<void> {
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
