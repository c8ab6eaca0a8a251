/** `latchkey quit`: ends the agent, desktop or headless, and returns once its process is gone. */
import { setTimeout as delay } from 'node:timers/promises';
import type { QuitResponse } from '../../src-main/api/types.ts';
import { request } from '../agent/client.ts';
import type { Call, Command } from '../line/command.ts';
import { JSON_OPTION } from '../line/common-options.ts';
import { CliError, EXIT } from '../line/errors.ts';
import { answer, answerJson } from '../line/output.ts';

export const QUIT: Command = {
  name: 'quit',
  summary: 'End the agent, the desktop app or the headless one',
  details:
    'A refresh in progress is finished first. Sign-ins stay in the vault. In this session, git and other tools do not ' +
    'start the agent again; `latchkey login` does, and so does the desktop app.',
  args: [],
  options: [JSON_OPTION],
  examples: [['latchkey quit', 'end the agent']],
  run,
};

/** The desktop waits this long for a refresh. */
const LONGEST_STOP_MS = 22_000;
const LOOK_MS = 50;

async function run(call: Call): Promise<void> {
  const { pid } = (await request('POST', '/v1/quit')) as QuitResponse;
  for (let waitedMs = 0; isThere(pid); waitedMs += LOOK_MS) {
    if (waitedMs > LONGEST_STOP_MS) throw stays(pid);
    await delay(LOOK_MS);
  }
  if (call.json) answerJson({ quit: true });
  else answer('The Latchkey agent has ended.');
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function stays(pid: number): CliError {
  const message = `The Latchkey agent (process ${pid}) is still finishing.`;
  return new CliError('internal', EXIT.failed, message, `If it does not end, run \`kill ${pid}\`.`);
}
