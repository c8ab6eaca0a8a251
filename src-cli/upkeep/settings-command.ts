/** `latchkey settings`, `settings set` and `settings reset`: what is set for the whole program, over the agent's API. */
import type { SettingsPatch, SettingsResponse } from '../../src-main/api/types.ts';
import { request } from '../agent/client.ts';
import type { Call } from '../line/command.ts';
import { answerBroken, usageError } from '../line/errors.ts';
import { answer, answerJson, plain, remark } from '../line/output.ts';
import { tableLines } from '../line/table.ts';
import { painter } from '../line/terminal.ts';
import { patchOf, SETTINGS, type Setting, valueFrom, wordsFor } from './settings-values.ts';

export async function runShow(call: Call): Promise<void> {
  const settings = asSettings(await request('GET', '/v1/settings'));
  if (call.json) return answerJson(settings);
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
    const note = instead === undefined ? '' : `the environment says ${plain(instead)}, which counts`;
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

function environmentFor({ name }: Setting, { about }: SettingsResponse): string | undefined {
  return name === 'proxy' || name === 'ca_file' ? about.environment[name] : undefined;
}

export async function runSet(call: Call): Promise<void> {
  const [name = '', text = ''] = call.words;
  const setting = named(name);
  await change(call, setting, patchOf(setting, valueFrom(setting, text)));
}

export async function runReset(call: Call): Promise<void> {
  const setting = named(call.words[0] ?? '');
  await change(call, setting, patchOf(setting, null));
}

async function change(call: Call, setting: Setting, patch: SettingsPatch): Promise<void> {
  const settings = asSettings(await request('PATCH', '/v1/settings', { body: patch }));
  if (call.json) return answerJson(settings);
  answer(`${setting.name} is ${plain(wordsFor(setting, settings) ?? `${setting.otherwise} (the default)`)}.`);
  const instead = environmentFor(setting, settings);
  if (instead !== undefined) remark(`The environment of the agent says ${plain(instead)}, and that counts.`);
}

/** The row has the names as choices, so there is no other. */
function named(name: string): Setting {
  const found = SETTINGS.find((setting) => setting.name === name);
  if (found === undefined) throw usageError(`There is no setting '${name}'.`);
  return found;
}

function asSettings(given: unknown): SettingsResponse {
  if (typeof given === 'object' && given !== null && 'about' in given) return given as SettingsResponse;
  throw answerBroken('The agent answered without settings.');
}
