/** Help from the table of commands: the overview, a group, or one command with its options and examples. */
import type { ArgumentSpec, Command, OptionSpec } from '../line/command.ts';
import { answer } from '../line/output.ts';
import { painter } from '../line/terminal.ts';
import { FAMILIES, grouped } from './command-groups.ts';
import { findCommand, membersOf } from './find-command.ts';

const WIDTH = 80;
/** A first column that is wider than this gets its own line. */
const WIDEST = 30;

type Table = readonly Command[];

/** The row of `latchkey help` in the table that it shows. */
export function helpCommand(table: () => Table): Command {
  return {
    name: 'help',
    summary: 'Show help for all commands, or for one',
    args: [{ name: 'COMMAND', optional: true, many: true }],
    options: [],
    examples: [
      ['latchkey help', 'all commands'],
      ['latchkey help profile add', 'one command, with examples'],
    ],
    run: async ({ words }) => {
      const { command, rest } = findCommand(table(), words);
      if (command.name === 'help' && rest[0] !== undefined) answer(group(table(), rest[0]).join('\n'));
      else showHelp(table(), command);
    },
  };
}

export function showHelp(table: Table, command: Command): void {
  answer((command.name === 'help' ? overview(table) : commandHelp(table, command)).join('\n'));
}

const MOST_CHOICES = 4;

export function usageOf(command: Command): string {
  const shown = ({ name, optional, many, choices }: ArgumentSpec) => {
    // Many choices would fill the line; the details name them.
    const one = choices !== undefined && choices.length <= MOST_CHOICES ? choices.join('|') : name;
    const word = many && !one.endsWith('…') ? `${one}…` : one;
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

const START: readonly (readonly [string, string])[] = [
  ['latchkey profile add work --issuer URL', 'say where you sign in'],
  ['latchkey login work', 'sign in, once'],
  ['latchkey token work', 'a fresh token whenever you need one'],
];

function overview(table: Table): string[] {
  const heading = headings();
  const sections = grouped(table).map(({ title, commands }) => ({ title, rows: overviewRows(commands) }));
  const width = Math.max(...sections.flatMap(({ rows }) => rows.map(([name]) => name.length)));
  return [
    'Latchkey keeps you signed in and hands fresh tokens to your tools.',
    '',
    heading('Start here'),
    ...pairs(START, widthOf(START, 40)),
    ...sections.flatMap(({ title, rows }) => ['', heading(title), ...pairs(rows, width)]),
    '',
    'Run `latchkey help COMMAND` for the options and examples of a command.',
    '',
    heading('Exit codes'),
    '  0 success · 2 usage error · 3 sign-in needed · 4 agent not running ·',
    '  5 refused by the provider · 6 unreachable · 7 vault locked · 8 not allowed ·',
    '  1 anything else',
  ];
}

/** One row per command, or per family. */
function overviewRows(commands: Table): [string, string][] {
  const rows = new Map<string, string>();
  for (const { name, summary } of commands) {
    const [first = name] = name.split(' ');
    const family = FAMILIES[first];
    rows.set(family === undefined ? name : `${first} …`, family ?? summary);
  }
  return [...rows];
}

function group(table: Table, name: string): string[] {
  const heading = headings();
  return [
    heading('Usage'),
    `  latchkey ${name} COMMAND [OPTIONS]`,
    '',
    heading('Commands'),
    ...pairs(membersOf(table, name).map((command) => [command.name, command.summary])),
    '',
    `Run \`latchkey help ${name} COMMAND\` for the options and examples of a command.`,
  ];
}

function commandHelp(table: Table, command: Command): string[] {
  const heading = headings();
  const details = command.details === undefined ? [] : ['', ...wrap(command.details, WIDTH)];
  return [
    `${command.summary}.`,
    ...details,
    '',
    heading('Usage'),
    `  ${usageOf(command)}`,
    '',
    ...optionSections(command).flatMap(({ title, options }) => [heading(title), ...optionRows(options, title), '']),
    heading('Examples'),
    ...command.examples.flatMap(([line, meaning]) => [`  ${line}`, `      ${meaning}`]),
    ...more(table, command),
  ];
}

/** For a command whose name begins the names of others. */
function more(table: Table, command: Command): string[] {
  const members = membersOf(table, command.name);
  if (members.length === 0) return [];
  return ['', headings()('See also'), ...pairs(members.map(({ name, summary }) => [`latchkey ${name}`, summary]))];
}

const FIRST = 'Options';

/** The options by heading; those needed most are under the first one. */
export function optionSections({ options }: Command): { title: string; options: OptionSpec[] }[] {
  const titles = new Set([FIRST, ...options.map((option) => option.under ?? FIRST)]);
  return [...titles].map((title) => ({ title, options: options.filter(({ under = FIRST }) => under === title) }));
}

function optionRows(options: readonly OptionSpec[], title: string): string[] {
  const rows = options.map((option): [string, string] => [optionUsage(option), optionMeaning(option)]);
  return pairs(title === FIRST ? [...rows, ['--help', 'Show this help']] : rows);
}

export function optionMeaning({ help, required, repeat }: OptionSpec): string {
  return `${help}${required ? ' (required)' : ''}${repeat ? ' (repeatable)' : ''}`;
}

function headings(): (text: string) => string {
  const paint = painter();
  return (text) => paint('strong', text);
}

/** Two aligned columns, the second one wrapped. */
function pairs(rows: readonly (readonly [string, string])[], width = widthOf(rows)): string[] {
  return rows.flatMap(([left, right]) => {
    const lines = wrap(right, WIDTH - width - 4);
    const apart = left.length > width ? [`  ${left}`] : [];
    return [
      ...apart,
      ...lines.map((line, at) => `  ${(at === 0 && apart.length === 0 ? left : '').padEnd(width)}  ${line}`),
    ];
  });
}

const widthOf = (rows: readonly (readonly [string, string])[], widest = WIDEST): number =>
  Math.max(...rows.map(([left]) => left.length).filter((length) => length <= widest), 0);

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
