/** `latchkey profile edit NAME`: sends what changes; the agent merges it and decides whether the sign-in can stay. */
import type { EditProfileRequest } from '../src-main/api/types.ts';
import { profilePath, request } from './client.ts';
import type { Call } from './command.ts';
import { usageError } from './errors.ts';
import { answer, answerJson } from './output.ts';
import { SETTING_NAMES, secretsOf, settingsOf } from './profile-settings.ts';
import { isSignedIn } from './profile-text.ts';
import { asProfile } from './views.ts';

export async function run(call: Call): Promise<void> {
  const [name = ''] = call.words;
  const settings = { ...settingsOf(call), ...removals(call) };
  const secrets = await secretsOf(call);
  if (Object.keys(settings).length === 0 && secrets === undefined) {
    throw usageError('Nothing to change was given.', 'Run `latchkey profile edit --help` to see what can be changed.');
  }
  const body: EditProfileRequest = { settings, ...(secrets === undefined ? {} : { secrets }) };
  const profile = asProfile(await request('PATCH', profilePath(name), { body }));
  if (call.json) return answerJson(profile);
  answer(`Changed the profile ${name}.`);
  if (!isSignedIn(profile)) answer(`Sign in with: latchkey login ${name}`);
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
