/** Finds the command that the first words of the line name. Throws a usage error that says what was probably meant. */
import type { Command } from '../line/command.ts';
import { usageError } from '../line/errors.ts';
import { didYouMean } from '../line/nearest.ts';

type Table = readonly Command[];

/** The command and the words that remain for it. */
export function findCommand(table: Table, words: readonly string[]): { command: Command; rest: readonly string[] } {
  const [first, second] = words;
  const help = named(table, 'help');
  if (first === undefined) return { command: help, rest: [] };
  if (first === '--help' || first === '-h') return { command: help, rest: words.slice(1) };
  if (['--version', '-v', '-V'].includes(first)) return { command: named(table, 'version'), rest: words.slice(1) };
  if (first.startsWith('-')) throw usageError(`\`latchkey\` has no option ${first}; options go after the command.`);
  const nested = second === undefined ? undefined : find(table, `${first} ${second}`);
  if (nested) return { command: nested, rest: words.slice(2) };
  const direct = find(table, first);
  if (direct) return { command: direct, rest: words.slice(1) };
  // A name that only occurs before other names: `profile` in `profile add`.
  const members = membersOf(table, first).map(({ name }) => name);
  if (members.length === 0) throw unknownCommand(first, topLevelNames(table));
  if (second === undefined || second === '--help' || second === '-h') return { command: help, rest: [first] };
  throw unknownCommand(`${first} ${second}`, members, `latchkey ${first} --help`);
}

/** The commands whose names begin with that word, followed by another: `profile add` for `profile`. */
export function membersOf(table: Table, word: string): Command[] {
  return table.filter(({ name }) => name.startsWith(`${word} `));
}

export function topLevelNames(table: Table): string[] {
  return [...new Set(table.map(({ name }) => name.split(' ')[0] ?? name))];
}

function find(table: Table, name: string): Command | undefined {
  return table.find((command) => command.name === name);
}

function named(table: Table, name: string): Command {
  const found = find(table, name);
  if (found) return found;
  throw new Error(`the table has no command ${name}`);
}

function unknownCommand(name: string, known: readonly string[], help = 'latchkey --help'): Error {
  return usageError(
    `There is no command '${name}'.`,
    didYouMean(name, known) ?? `Run \`${help}\` to see the commands.`,
  );
}
