/** latchkey(1) in the man(7) language, from the table of commands. Pure; scripts/package/package.mjs writes it into the packages. */
import type { Command, OptionSpec } from '../../src-cli/line/command.ts';
import { grouped } from '../../src-cli/table/command-groups.ts';
import { optionMeaning, optionSections, optionUsage, usageOf } from '../../src-cli/table/help.ts';

export const EXIT_CODES: readonly (readonly [number, string])[] = [
  [0, 'success'],
  [1, 'an error inside Latchkey, or a problem that `latchkey doctor` found'],
  [2, 'usage, or the configuration'],
  [3, 'a sign-in is needed'],
  [4, 'the agent is not running'],
  [5, 'the provider refused'],
  [6, 'the provider cannot be reached'],
  [7, 'the vault is locked or missing'],
  [8, 'not allowed'],
];

/** `date` as YYYY-MM-DD. */
export function manPage(commands: readonly Command[], version: string, date: string): string {
  return `${[
    `.TH LATCHKEY 1 "${date}" "Latchkey ${plain(version)}" "User Commands"`,
    '.SH NAME',
    'latchkey, latchkey\\-desktop, git\\-credential\\-latchkey, docker\\-credential\\-latchkey \\- one sign\\-in, always a fresh token',
    '.SH SYNOPSIS',
    '.B latchkey',
    '.I COMMAND',
    '[\\fIOPTIONS\\fR]',
    '.SH DESCRIPTION',
    'Latchkey signs you in to identity providers, keeps the sign\\-ins alive in the background, keeps every secret in the',
    'keychain and hands fresh tokens to the tools that ask. These commands talk to the Latchkey app, or to',
    '.BR "latchkey agent" .',
    '.PP',
    '.B latchkey\\-desktop',
    'starts the app, which lives in the tray; starting it again shows the window.',
    '.B git\\-credential\\-latchkey',
    'and',
    '.B docker\\-credential\\-latchkey',
    'are run by git and by container tools, which find them by name on PATH.',
    ...grouped(commands).flatMap(({ title, commands: members }) => [
      `.SH ${plain(`COMMANDS: ${title.toUpperCase()}`)}`,
      ...members.flatMap(commandLines),
    ]),
    '.SH EXIT STATUS',
    ...EXIT_CODES.flatMap(([code, meaning]) => ['.TP', `.B ${code}`, text(meaning)]),
    '.SH ENVIRONMENT',
    '.TP',
    '.B LATCHKEY_SOCKET',
    "the agent's socket, if it is not in the usual place",
    '.TP',
    '.B NO_COLOR',
    'set to any value: no color',
    '.SH FILES',
    '.TP',
    '.I $XDG_CONFIG_HOME/latchkey/config.json',
    'the profiles; never a secret',
    '.TP',
    '.I $XDG_STATE_HOME/latchkey/audit.jsonl',
    'who asked for what',
    '.TP',
    '.I $XDG_RUNTIME_DIR/latchkey/agent.sock',
    "the agent's socket",
  ].join('\n')}\n`;
}

function commandLines(command: Command): string[] {
  return [
    `.SS latchkey ${plain(command.name)}`,
    text(`${command.summary}.`),
    ...(command.details === undefined ? [] : ['.PP', text(command.details)]),
    '.PP',
    `.B ${plain(usageOf(command))}`,
    ...optionSections(command).flatMap(({ title, options }, at) => [
      ...(at === 0 ? [] : ['.PP', `${plain(title)}:`]),
      ...options.flatMap(optionLines),
    ]),
    ...command.examples.flatMap(([line, meaning]) => [
      '.PP',
      `${text(`${sentence(meaning)}:`)}`,
      '.RS',
      '.EX',
      text(line),
      '.EE',
      '.RE',
    ]),
  ];
}

function optionLines(option: OptionSpec): string[] {
  return ['.TP', `.B ${plain(optionUsage(option))}`, text(optionMeaning(option))];
}

const sentence = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** A line of text: a backslash is an escape, and a period or quote at the start would be a request. */
function text(words: string): string {
  const escaped = plain(words);
  return /^[.']/.test(escaped) ? `\\&${escaped}` : escaped;
}

/** Not every troff font has an ellipsis. */
const plain = (words: string): string => words.replaceAll('\\', '\\e').replaceAll('-', '\\-').replaceAll('…', '...');
