/** `latchkey profile list`: names, where they sign in, and their state. */
import type { ProfilesResponse, ProfileView } from '../../src-main/api/types.ts';
import { request } from '../agent/client.ts';
import type { Call, Command } from '../line/command.ts';
import { JSON_OPTION } from '../line/common-options.ts';
import { answerBroken } from '../line/errors.ts';
import { answer, answerJson, remark } from '../line/output.ts';
import { tableLines } from '../line/table.ts';
import { painter } from '../line/terminal.ts';
import { addressOf, lookOf, NO_PROFILES } from './text.ts';

export const PROFILE_LIST: Command = {
  name: 'profile list',
  summary: 'List the profiles',
  args: [],
  options: [JSON_OPTION],
  examples: [['latchkey profile list', 'names, providers and states']],
  run,
};

async function run(call: Call): Promise<void> {
  const given = (await request('GET', '/v1/profiles')) as ProfilesResponse | undefined;
  if (!Array.isArray(given?.profiles)) throw answerBroken("The agent's answer has no list of profiles.");
  if (call.json) return answerJson(given);
  if (given.profiles.length > 0) return answer(listing(given.profiles).join('\n'));
  for (const line of NO_PROFILES) remark(line);
}

function listing(profiles: readonly ProfileView[]): string[] {
  const paint = painter();
  const rows = profiles.map((profile) => [profile.name, addressOf(profile), lookOf(profile).words]);
  return tableLines([['NAME', 'SIGNS IN AT', 'STATE'], ...rows], (index) => (text, column) => {
    const profile = profiles[index - 1];
    if (!profile) return paint('faint', text);
    return column === 2 ? paint(lookOf(profile).tone, text) : text;
  });
}
