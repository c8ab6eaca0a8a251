/** `latchkey profile edit NAME`: sends what changes; the agent merges it and decides whether the sign-in can stay. */
import type { EditProfileRequest } from '../../src-main/api/types.ts';
import { profilePath, request } from '../agent/client.ts';
import { asProfile } from '../agent/views.ts';
import type { Call } from '../line/command.ts';
import { usageError } from '../line/errors.ts';
import { answer, answerJson } from '../line/output.ts';
import { askChanges } from './ask-options.ts';
import { hostUses, namesHosts } from './hosts.ts';
import { SETTING_NAMES, secretsOf, settingsOf } from './settings.ts';
import { isSignedIn } from './text.ts';

export async function run(call: Call): Promise<void> {
  const [name = ''] = call.words;
  const settings = { ...settingsOf(call), ...removals(call) };
  const uses = both(await askChanges(call, name), await hostChanges(call, name));
  const secrets = await secretsOf(call);
  const hasSettings = Object.keys(settings).length > 0;
  if (!hasSettings && secrets === undefined && uses === undefined) {
    throw usageError('Nothing to change was given.', 'Run `latchkey profile edit --help` to see what can be changed.');
  }
  const body: EditProfileRequest = {
    ...(hasSettings && { settings }),
    ...(secrets && { secrets }),
    ...(uses && { uses }),
  };
  const profile = asProfile(await request('PATCH', profilePath(name), { body }));
  if (call.json) return answerJson(profile);
  answer(`Changed the profile ${name}.`);
  if (!isSignedIn(profile)) answer(`Sign in with: latchkey login ${name}`);
}

/** The agent replaces whole lists, so what is there already goes with what is added. */
async function hostChanges(call: Call, name: string): Promise<EditProfileRequest['uses']> {
  if (!namesHosts(call)) return undefined;
  return hostUses(call, asProfile(await request('GET', profilePath(name))));
}

function both(one: EditProfileRequest['uses'], other: EditProfileRequest['uses']): EditProfileRequest['uses'] {
  return one || other ? { ...one, ...other } : undefined;
}

/** `null` removes a setting at the agent. */
function removals(call: Call): Record<string, null> {
  const removed: Record<string, null> = {};
  for (const option of call.values.get('unset') ?? []) {
    if (call.values.has(option) || call.flags.has(option))
      throw usageError(`--${option} and --unset ${option} were both given.`);
    removed[SETTING_NAMES[option] ?? option] = null;
  }
  return removed;
}
