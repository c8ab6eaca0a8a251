/** Help out of the table of commands: the overview, a group, or one command with its options and examples. */
import type { ArgumentSpec, Call, Command, OptionSpec } from './command.ts';
import { COMMANDS, HELP } from './commands.ts';
import { findCommand } from './find-command.ts';
import { answer } from './output.ts';
import { tableLines } from './table.ts';
import { painter } from './terminal.ts';

const WIDTH = 92;

export async function run(call: Call): Promise<void> {
  if (call.words.length === 0) return answer(overview().join('\n'));
  const { command, rest } = findCommand(call.words);
  if (command === HELP && rest[0] !== undefined) return answer(group(rest[0]).join('\n'));
  showHelp(command);
}

export function showHelp(command: Command): void {
  answer(command === HELP ? overview().join('\n') : commandHelp(command).join('\n'));
}

const MOST_CHOICES = 4;

export function usageOf(command: Command): string {
  const shown = ({ name, optional, choices }: ArgumentSpec) => {
    // Many would fill the line; the details name them.
    const word = choices !== undefined && choices.length <= MOST_CHOICES ? choices.join('|') : name;
    return optional ? `[${word}]` : word;
  };
  const words = command.args.filter(({ isCommand }) => !isCommand).map(shown);
  const program = command.args.filter(({ isCommand }) => isCommand).flatMap((spec) => ['--', shown(spec)]);
  const required = command.options.filter((option) => option.required).map(optionUsage);
  const others = command.options.some((option) => !option.required) ? ['[OPTIONS]'] : [];
  return ['latchkey', command.name, ...words, ...required, ...others, ...program].join(' ');
}

export function optionUsage({ name, value }: OptionSpec): string {
  return value === undefined ? `--${name}` : `--${name} ${value}`;
}

function overview(): string[] {
  const heading = headings();
  return [
    'Latchkey keeps you signed in and hands fresh tokens to your tools.',
    '',
    heading('Usage'),
    '  latchkey COMMAND [OPTIONS]',
    '',
    heading('Start here'),
    ...pairs([
      ['latchkey profile add work --issuer https://login.example.com', 'say where you sign in'],
      ['latchkey login work', 'sign in, once'],
      ['latchkey token work', 'a fresh token, whenever you need one'],
    ]),
    '',
    heading('Commands'),
    ...pairs(COMMANDS.map((command) => [command.name, command.summary])),
    '',
    'Run `latchkey help COMMAND` for the options and examples of a command.',
    '',
    heading('Exit codes'),
    '  0 done · 2 usage · 3 sign-in needed · 4 agent not running · 5 refused by the provider',
    '  6 provider unreachable · 7 vault locked or missing · 8 not allowed · 1 anything else',
    '',
    heading('Environment'),
    ...pairs([
      ['LATCHKEY_SOCKET', 'the socket of the agent, when it is not at its usual place'],
      ['NO_COLOR', 'set to anything: no colours'],
    ]),
  ];
}

function group(name: string): string[] {
  const heading = headings();
  const members = COMMANDS.filter((command) => command.name.startsWith(`${name} `));
  return [
    heading('Usage'),
    `  latchkey ${name} COMMAND [OPTIONS]`,
    '',
    heading('Commands'),
    ...pairs(members.map((command) => [command.name, command.summary])),
    '',
    `Run \`latchkey help ${name} COMMAND\` for the options and examples of a command.`,
  ];
}

function commandHelp(command: Command): string[] {
  const heading = headings();
  const details = command.details === undefined ? [] : ['', ...wrap(command.details, WIDTH)];
  return [
    `${command.summary}.`,
    ...details,
    '',
    heading('Usage'),
    `  ${usageOf(command)}`,
    '',
    heading('Options'),
    ...pairs([...command.options.map(describe), ['--help', 'Show this help']]),
    '',
    heading('Examples'),
    ...command.examples.flatMap(([line, meaning]) => [`  ${line}`, `      ${meaning}`]),
  ];
}

function describe(option: OptionSpec): [string, string] {
  const notes = [option.required ? 'required' : '', option.repeat ? 'repeatable' : ''].filter((note) => note !== '');
  const suffix = notes.length === 0 ? '' : ` (${notes.join(', ')})`;
  return [optionUsage(option), `${option.help}${suffix}`];
}

function headings(): (text: string) => string {
  const paint = painter();
  return (text) => paint('strong', text);
}

/** Two aligned columns, the second one wrapped. */
function pairs(rows: readonly (readonly [string, string])[]): string[] {
  const first = Math.max(...rows.map(([left]) => left.length));
  const cells = rows.flatMap(([left, right]) =>
    wrap(right, Math.max(30, WIDTH - first - 4)).map((line, at) => [`  ${at === 0 ? left : ''}`, line]),
  );
  return tableLines(cells, () => (text) => text);
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
