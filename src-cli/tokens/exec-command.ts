/**
 * `latchkey exec NAME[/ROLE] -- CMD…`: runs a program with credentials in its environment and nowhere else, and ends the
 * way it ended. This process stays its parent, so that the run at the agent ends with it.
 */

import type { Call, Command } from '../line/command.ts';
import { ROLE_MIN_TTL } from '../line/common-options.ts';
import { type Ending, runChild } from './child.ts';
import { SAME_SIGNAL } from './child-signals.ts';
import { endRun } from './container-run.ts';
import { MARKER } from './env-names.ts';
import { DELIVERY, TARGET, type Variables, variablesFor, WHAT } from './variables.ts';

export const EXEC: Command = {
  name: 'exec',
  summary: 'Run a program with credentials in its environment',
  details:
    `${WHAT} Nothing remains after the program ends. Its exit code is passed through (128 + the signal's number if it ` +
    'was killed). 127 means that there is no such program, 126 that it cannot be run.',
  args: [TARGET, { name: 'CMD…', isCommand: true, many: true }],
  options: [...DELIVERY, ROLE_MIN_TTL],
  examples: [
    ['latchkey exec work/prod-admin -- terraform apply', "with the role 'prod-admin' of 'work'"],
    ['latchkey exec work/prod-admin --region eu-central-1 -- aws s3 ls', 'with a region'],
    ['latchkey exec gh -- gh repo list', "GITHUB_TOKEN holds the token of the profile 'gh'"],
  ],
  run,
};

async function run(call: Call): Promise<void> {
  const [, program = '', ...words] = call.words;
  const variables = await variablesFor(call, 'caller');
  try {
    endAs(await runChild(program, words, environment(variables)));
  } finally {
    if (variables.runId !== undefined) await endRun(variables.runId);
  }
}

function environment({ set, remove }: Variables): NodeJS.ProcessEnv {
  const without = new Set([...remove, MARKER]);
  const kept = Object.entries(process.env).filter(([name]) => !without.has(name));
  return Object.fromEntries([...kept, ...set]);
}

/** With the same signal if that is harmless (a shell ends its loop when a program was interrupted), else with 128 + its number. */
function endAs({ code, signal, number }: Ending): void {
  process.exitCode = signal === null ? (code ?? 1) : 128 + number;
  // Last of all: the run has been ended by then.
  if (signal !== null && SAME_SIGNAL.has(signal)) process.once('exit', () => endBy(signal));
}

/** Nothing of ours may catch it any longer. */
function endBy(signal: NodeJS.Signals): void {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}
