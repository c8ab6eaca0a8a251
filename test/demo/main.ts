/**
 * `npm run demo`: Latchkey's main job, seen from outside, against a provider on this machine. Everything runs in
 * temporary folders and ends with the demo.
 */
import { bold, checksDone, explain, heading, line, StepFailed } from './narrator.ts';
import { help, type Options, parseOptions } from './options.ts';
import { atTheEnd, setStage, strike } from './stage.ts';
import { end } from './steps/steps.ts';
import { STORIES } from './stories/stories.ts';

const PROVIDERS = Object.keys(STORIES);

async function play(options: Options): Promise<void> {
  const begin = STORIES[options.provider];
  if (begin === undefined) throw new StepFailed(`The demo has no provider ${options.provider}.`);
  line(bold('Latchkey: one sign-in, always a fresh token'));
  const story = await begin();
  atTheEnd(() => story.close());
  line(`${story.cast}, an agent and a terminal, all on this machine. It takes about a minute.`);
  heading('The agent');
  explain('It holds the sign-ins, stores secrets in the keychain, and answers at a socket that only you can open.');
  const scene = { options, story, stage: await setStage(options) };
  for (const step of [...story.steps, end]) await step(scene);
  line();
  line(bold(`Done: ${checksDone()} checks, all passed. Nothing is left behind.`));
  if (!options.auto) line('Next, your own provider: npm start, then latchkey profile add (see README.md).');
}

/** Resolves to the exit code: 0 only if every check passed. */
async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2), PROVIDERS);
  if (options === 'help') {
    process.stdout.write(help(PROVIDERS));
    return 0;
  }
  if ('wrong' in options) {
    process.stderr.write(`demo: ${options.wrong}\n\n${help(PROVIDERS)}`);
    return 2;
  }
  try {
    await play(options);
    return 0;
  } catch (error) {
    const text = error instanceof StepFailed ? error.message : error instanceof Error ? error.stack : String(error);
    process.stderr.write(`\ndemo: FAILED. ${text}\n`);
    return 1;
  } finally {
    await strike();
  }
}

let leaving = false;
function leaveEarly(): void {
  if (leaving) return;
  leaving = true;
  process.stderr.write('\ndemo: interrupted, cleaning up\n');
  strike().finally(() => process.exit(130));
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, leaveEarly);
// The reader is gone, as with `| head`.
for (const stream of [process.stdout, process.stderr]) stream.on('error', leaveEarly);

process.exit(await main());
