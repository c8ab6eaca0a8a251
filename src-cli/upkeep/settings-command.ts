/** `latchkey settings`, `settings set` and `settings reset`: the settings of the whole program, through the agent's API. */
import type { SettingsPatch, SettingsResponse } from '../../src-main/api/types.ts';
import { request } from '../agent/client.ts';
import type { ArgumentSpec, Call, Command } from '../line/command.ts';
import { JSON_OPTION } from '../line/common-options.ts';
import { answerBroken, usageError } from '../line/errors.ts';
import { answer, answerJson, plain, remark } from '../line/output.ts';
import { tableLines } from '../line/table.ts';
import { painter } from '../line/terminal.ts';
import { effective, environmentFor, patchOf, SETTINGS, type Setting, valueFrom, wordsFor } from './settings-values.ts';

const NAMES = SETTINGS.map(({ name }) => name);
const NAME: ArgumentSpec = { name: 'NAME', choices: NAMES };

export const SETTINGS_SHOW: Command = {
  name: 'settings',
  summary: "Show Latchkey's own settings",
  details: '`latchkey profile show` shows the settings of one profile. See docs/settings.md.',
  args: [],
  options: [JSON_OPTION],
  examples: [
    ['latchkey settings', 'all settings, including defaults'],
    ['latchkey settings --json', 'what applies now, for scripts'],
  ],
  run: runShow,
};

async function runShow(call: Call): Promise<void> {
  const settings = asSettings(await request('GET', '/v1/settings'));
  if (call.json) return answerJson(effective(settings));
  answer(listing(settings).join('\n'));
  const { problem } = settings.about;
  if (problem === undefined) return;
  remark(`latchkey: ${plain(problem.message)}`);
  remark(`  hint: ${plain(problem.hint)}`);
}

function listing(settings: SettingsResponse): string[] {
  const paint = painter();
  const rows = SETTINGS.map((setting) => {
    const set = wordsFor(setting, settings);
    const instead = environmentFor(setting, settings);
    const note = instead === undefined ? '' : `the environment sets ${plain(instead)}, which takes precedence`;
    return [
      setting.name,
      set === undefined ? setting.otherwise : plain(set),
      note || (set === undefined ? 'default' : ''),
    ];
  });
  return tableLines(
    [['SETTING', 'VALUE', ''], ...rows],
    (index) => (text, column) => (index === 0 || column === 2 ? paint('faint', text) : text),
  );
}

export const SETTINGS_SET: Command = {
  name: 'settings set',
  summary: 'Change a setting',
  details:
    `Takes effect at once. The settings: ${NAMES.join(', ')}. Environment variables take precedence over \`proxy\` and \`ca_file\`. ` +
    'A proxy with a password belongs in the environment: HTTPS_PROXY.',
  args: [NAME, { name: 'VALUE' }],
  options: [JSON_OPTION],
  examples: [
    ['latchkey settings set proxy http://proxy.example.com:3128', 'use a proxy'],
    ['latchkey settings set ask new', 'new profiles ask you about each new program'],
    ['latchkey settings set notices.ending off', 'no notification before a sign-in expires'],
  ],
  run: runSet,
};

async function runSet(call: Call): Promise<void> {
  const [name = '', text = ''] = call.words;
  const setting = named(name);
  await change(call, setting, patchOf(setting, valueFrom(setting, text)));
}

export const SETTINGS_RESET: Command = {
  name: 'settings reset',
  summary: 'Reset a setting to its default',
  args: [NAME],
  options: [JSON_OPTION],
  examples: [['latchkey settings reset proxy', 'use no proxy']],
  run: runReset,
};

async function runReset(call: Call): Promise<void> {
  const setting = named(call.words[0] ?? '');
  await change(call, setting, patchOf(setting, null));
}

async function change(call: Call, setting: Setting, patch: SettingsPatch): Promise<void> {
  const settings = asSettings(await request('PATCH', '/v1/settings', { body: patch }));
  if (call.json) return answerJson(effective(settings));
  answer(`${setting.name} is ${plain(wordsFor(setting, settings) ?? `${setting.otherwise} (the default)`)}.`);
  const instead = environmentFor(setting, settings);
  if (instead !== undefined) remark(`The agent's environment sets ${plain(instead)}, which takes precedence.`);
}

/** The table has the names as choices, so there are no others. */
function named(name: string): Setting {
  const found = SETTINGS.find((setting) => setting.name === name);
  if (found === undefined) throw usageError(`There is no setting '${name}'.`);
  return found;
}

function asSettings(given: unknown): SettingsResponse {
  if (typeof given === 'object' && given !== null && 'about' in given) return given as SettingsResponse;
  throw answerBroken("The agent's answer has no settings.");
}
