/** Which command the first words of the line mean. Throws a usage error that says what was probably meant. */
import type { Command } from '../line/command.ts';
import { usageError } from '../line/errors.ts';
import { didYouMean } from '../line/nearest.ts';
import { COMMANDS, HELP } from './commands.ts';

/** Names that stand before further names only: `profile` of `profile add`. */
function isGroup(word: string): boolean {
  return COMMANDS.some(({ name }) => name.startsWith(`${word} `));
}

function find(name: string): Command | undefined {
  return COMMANDS.find((command) => command.name === name);
}

/** The command and the words that remain for it. */
export function findCommand(words: readonly string[]): { command: Command; rest: readonly string[] } {
  const [first, second] = words;
  if (first === undefined || first === '--help' || first === '-h') return { command: HELP, rest: [] };
  if (first === '--version') return { command: named('version'), rest: words.slice(1) };
  if (first.startsWith('-')) throw usageError(`There is no option ${first} before the command.`);
  const nested = second === undefined ? undefined : find(`${first} ${second}`);
  if (nested) return { command: nested, rest: words.slice(2) };
  const direct = find(first);
  if (direct) return { command: direct, rest: words.slice(1) };
  if (!isGroup(first)) throw unknownCommand(first, topLevelNames());
  if (second === undefined || second === '--help' || second === '-h') return { command: HELP, rest: [first] };
  const siblings = COMMANDS.filter(({ name }) => name.startsWith(`${first} `)).map(({ name }) => name);
  throw unknownCommand(`${first} ${second}`, siblings, `latchkey ${first} --help`);
}

export function topLevelNames(): string[] {
  return [...new Set(COMMANDS.map(({ name }) => name.split(' ')[0] ?? name))];
}

function named(name: string): Command {
  return find(name) ?? HELP;
}

function unknownCommand(name: string, known: readonly string[], help = 'latchkey --help'): Error {
  return usageError(
    `There is no command '${name}'.`,
    didYouMean(name, known) ?? `Run \`${help}\` to see the commands.`,
  );
}
