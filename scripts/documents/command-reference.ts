/** The text of docs/commands.md, from the table of commands. A test compares; `npx vitest run test/cli/table/reference -u` writes it. */
import type { Command } from '../../src-cli/line/command.ts';
import { grouped } from '../../src-cli/table/command-groups.ts';
import { optionMeaning, optionSections, optionUsage, usageOf } from '../../src-cli/table/help.ts';
import { EXIT_CODES } from '../package/man-page.ts';

export function commandReference(commands: readonly Command[]): string {
  const groups = grouped(commands);
  return `${[
    '# The `latchkey` command',
    '',
    'Generated from `src-cli/table/commands.ts`; `latchkey help COMMAND` shows the same. Standard output has only the answer;',
    'errors go to standard error, with `--json` as `{"error":{"code","message","hint"}}`. Codes: [errors.md](errors.md).',
    '',
    '## Exit codes',
    '',
    '| Exit code | Meaning |',
    '| --- | --- |',
    ...EXIT_CODES.map(([code, meaning]) => `| ${code} | ${meaning} |`),
    '',
    '## Commands',
    '',
    ...groups.map(({ title, commands: members }) => `- ${title}: ${members.map(link).join(', ')}`),
    ...groups.flatMap(({ title, commands: members }) => ['', `## ${title}`, ...members.flatMap(section)]),
  ].join('\n')}\n`;
}

const link = ({ name }: Command): string => `[${name}](#latchkey-${name.replaceAll(' ', '-')})`;

function section(command: Command): string[] {
  const details = command.details === undefined ? [] : [command.details, ''];
  const options = optionSections(command).flatMap(({ title, options: members }, at) => [
    ...(at === 0 ? [] : [`${title}:`, '']),
    ...members.map((option) => `- \`${optionUsage(option)}\`: ${optionMeaning(option)}`),
    ...(members.length === 0 ? [] : ['']),
  ]);
  return [
    '',
    `### latchkey ${command.name}`,
    '',
    `${command.summary}.`,
    '',
    ...details,
    '```',
    usageOf(command),
    '```',
    '',
    ...options,
    'Examples:',
    '',
    ...command.examples.map(([line, meaning]) => `- \`${line}\`: ${meaning}`),
  ];
}
