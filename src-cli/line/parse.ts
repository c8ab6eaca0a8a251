/**
 * Checks the words after a command against its row in the table. Throws a usage error that names the word and, if there
 * is a close match, what was probably meant. Loaded by `latchkey token`, so it knows no other command.
 */
import type { Call, Command, OptionSpec } from './command.ts';
import { usageError } from './errors.ts';
import { didYouMean } from './nearest.ts';

const SHORT: Readonly<Record<string, string>> = { '-h': '--help', '-f': '--file' };
const HELP_OPTION: OptionSpec = { name: 'help', help: 'Show this help' };

/** Throws a CliError with code `usage`. */
export function parseWords(command: Command, rest: readonly string[]): Call {
  const words: string[] = [];
  const flags = new Set<string>();
  const values = new Map<string, string[]>();
  const queue = [...rest];
  let optionsEnded = false;
  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    if (!optionsEnded && word === '--') optionsEnded = true;
    else if (!optionsEnded && word.startsWith('-') && word !== '-') takeOption(command, word, queue, { flags, values });
    else {
      if (!optionsEnded) checkBeforeDashes(command, words, word);
      words.push(word);
    }
  }
  const call = { command, words, flags, values, json: flags.has('json') };
  if (!flags.has('help')) checkComplete(call);
  return call;
}

/** The program goes after `--`, so that its options cannot be mistaken for ours. */
function checkBeforeDashes({ name, args }: Command, words: readonly string[], word: string): void {
  if (!args.at(-1)?.isCommand || words.length < args.length - 1) return;
  const hint = `For example: \`latchkey ${name} ${words.join(' ')} -- ${word} …\`.`;
  throw usageError('The program and its options go after --.', hint);
}

interface Taken {
  readonly flags: Set<string>;
  readonly values: Map<string, string[]>;
}

function takeOption(command: Command, word: string, queue: string[], { flags, values }: Taken): void {
  const [given = word, inline] = split(SHORT[word] ?? word);
  const spec = [...command.options, HELP_OPTION].find((one) => isCalled(one, given));
  const seeHelp = `Run \`latchkey ${command.name} --help\` to see the options.`;
  if (!spec) {
    const known = command.options.map(({ name }) => `--${name}`);
    const message = `\`latchkey ${command.name}\` has no option ${given}.`;
    throw usageError(message, didYouMean(given, known) ?? seeHelp);
  }
  if (spec.value === undefined) {
    if (inline !== undefined) throw usageError(`The option ${given} takes no value.`, seeHelp);
    flags.add(spec.name);
    return;
  }
  const value = inline ?? queue.shift();
  if (value === undefined || value === '' || (inline === undefined && value.startsWith('--'))) {
    throw usageError(`The option ${given} needs a value: ${given} ${spec.value}.`, seeHelp);
  }
  if (spec.choices && !spec.choices.includes(value)) {
    const choices = spec.choices.join(', ');
    throw usageError(`The option ${given} cannot be '${value}'.`, `Choose one of: ${choices}.`);
  }
  const earlier = values.get(spec.name) ?? [];
  if (earlier.length > 0 && !spec.repeat) throw usageError(`The option ${given} was given twice.`, seeHelp);
  values.set(spec.name, [...earlier, value]);
}

function isCalled({ name, formerly = [] }: OptionSpec, word: string): boolean {
  return [name, ...formerly].some((one) => `--${one}` === word);
}

function split(word: string): [string, string?] {
  const at = word.indexOf('=');
  return at < 0 ? [word] : [word.slice(0, at), word.slice(at + 1)];
}

function checkComplete(call: Call): void {
  const { command, words } = call;
  const seeHelp = `Run \`latchkey ${command.name} --help\` for examples.`;
  const missing = command.args[words.length];
  if (missing && !missing.optional) throw usageError(`\`latchkey ${command.name}\` needs ${missing.name}.`, seeHelp);
  checkExtraWords(call, seeHelp);
  checkNoRole(call);
  for (const [at, { name, choices }] of command.args.entries()) {
    const word = words[at];
    if (word === undefined || !choices || choices.includes(word)) continue;
    throw usageError(`${name} cannot be '${word}'.`, `Choose one of: ${choices.join(', ')}.`);
  }
  const absent = command.options.find(({ required, name }) => required && !call.values.has(name));
  if (absent) throw usageError(`\`latchkey ${command.name}\` needs --${absent.name} ${absent.value}.`, seeHelp);
  checkCompanions(call);
}

/** A role where only a profile fits. */
function checkNoRole({ command, words }: Call): void {
  const wrong = words.find((word, at) => {
    const { isProfile, isRole } = command.args[at] ?? {};
    return isProfile && !isRole && word.includes('/');
  });
  if (wrong === undefined) return;
  const hint = `Leave out the role. For its credentials, run \`latchkey exec ${wrong} -- PROGRAM\`.`;
  throw usageError(`\`latchkey ${command.name}\` takes a profile, and '${wrong}' names a role.`, hint);
}

/** Options that mean nothing without another one. */
function checkCompanions({ command, flags, values }: Call): void {
  const isGiven = (name: string) => flags.has(name) || values.has(name);
  for (const { name, needs } of command.options) {
    if (needs === undefined || !isGiven(name) || isGiven(needs)) continue;
    const { value } = command.options.find((option) => option.name === needs) ?? {};
    const wanted = `--${needs}${value === undefined ? '' : ` ${value}`}`;
    throw usageError(`--${name} needs ${wanted}.`, `Add ${wanted}, or leave out --${name}.`);
  }
}

function checkExtraWords({ command, words, flags }: Call, seeHelp: string): void {
  const extra = words[command.args.length];
  if (extra === undefined || command.args.at(-1)?.many) return;
  // The word may be a secret that was typed after the option, so it is not repeated.
  if ([...flags].some((flag) => flag.endsWith('-stdin'))) {
    const hint = 'Pipe it in, or leave it out and type it when asked.';
    throw usageError('A secret is read from standard input, never from the command line.', hint);
  }
  throw usageError(`\`latchkey ${command.name}\` does not take '${extra}'.`, seeHelp);
}
