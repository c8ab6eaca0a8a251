/** The rows of `latchkey settings` in the table of commands, and the names there are; see table/commands.ts. Data only. */
import type { ArgumentSpec, Command, OptionSpec } from './line/command.ts';
import { runReset, runSet, runShow } from './upkeep/settings-command.ts';
import { SETTINGS } from './upkeep/settings-values.ts';

const JSON_OPTION: OptionSpec = { name: 'json', help: 'Print JSON, for programs' };
const NAMES = SETTINGS.map(({ name }) => name);
const NAME: ArgumentSpec = { name: 'NAME', choices: NAMES };

export const SETTINGS_COMMANDS: readonly Command[] = [
  {
    name: 'settings',
    summary: 'Show what is set for the whole program',
    details: 'What is set for one profile is shown by `latchkey profile show`. See docs/settings.md.',
    args: [],
    options: [JSON_OPTION],
    examples: [['latchkey settings', 'all settings, also those that have their default']],
    run: runShow,
  },
  {
    name: 'settings set',
    summary: 'Change a setting',
    details:
      `It counts at once. The settings: ${NAMES.join(', ')}. Variables of the environment go before \`proxy\` and \`ca_file\`, and a proxy with a password ` +
      'belongs there: HTTPS_PROXY.',
    args: [NAME, { name: 'VALUE' }],
    options: [JSON_OPTION],
    examples: [
      ['latchkey settings set proxy http://proxy.example.com:3128', 'use a proxy'],
      ['latchkey settings set ask new', 'new profiles ask about each program that is new'],
      ['latchkey settings set notices.ending off', 'no notice before a sign-in ends'],
    ],
    run: runSet,
  },
  {
    name: 'settings reset',
    summary: 'Take a setting back to its default',
    args: [NAME],
    options: [JSON_OPTION],
    examples: [['latchkey settings reset proxy', 'use no proxy']],
    run: runReset,
  },
];
