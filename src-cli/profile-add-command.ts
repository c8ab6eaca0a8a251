/** `latchkey profile add NAME`: tells the agent a new profile. The agent checks the settings; nothing is signed in yet. */
import type { AddProfileRequest } from '../src-main/api/types.ts';
import { request } from './client.ts';
import type { Call } from './command.ts';
import { usageError } from './errors.ts';
import { answer, answerJson } from './output.ts';
import { secretsOf, settingsOf } from './profile-settings.ts';
import { addressOf } from './profile-text.ts';
import { checkedProvider } from './provider-options.ts';
import { asProfile } from './views.ts';

export async function run(call: Call): Promise<void> {
  const [name = ''] = call.words;
  const provider = checkedProvider(call);
  checkSecretOptions(call);
  const secrets = await secretsOf(call);
  const body: AddProfileRequest = {
    name,
    provider,
    settings: Object.fromEntries(Object.entries(settingsOf(call)).filter(([, value]) => value !== null)),
    ...(secrets === undefined ? {} : { secrets }),
  };
  const profile = asProfile(await request('POST', '/v1/profiles', { body }));
  if (call.json) return answerJson(profile);
  answer(`Added the profile ${name} for ${addressOf(profile)}.`);
  answer(`Sign in with: latchkey login ${name}`);
  if (profile.has_roles) answer(`Then choose roles with: latchkey roles ${name}`);
}

function checkSecretOptions(call: Call): void {
  const hasClient = call.values.has('client-id');
  if (call.flags.has('client-secret-stdin') && !hasClient) {
    throw usageError(
      '--client-secret-stdin needs --client-id.',
      'Give the id of the client that the secret belongs to.',
    );
  }
  if (call.flags.has('initial-access-token-stdin') && hasClient) {
    const hint = 'Leave one of the two away: with --client-id nothing is registered.';
    throw usageError('--initial-access-token-stdin cannot be used with --client-id.', hint);
  }
}
