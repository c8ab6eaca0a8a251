/** `latchkey profile add NAME`: tells the agent a new profile. The agent checks the settings; nothing is signed in yet. */
import type { AddProfileRequest } from '../../src-main/api/types.ts';
import { request } from '../agent/client.ts';
import { asProfile } from '../agent/views.ts';
import type { Call } from '../line/command.ts';
import { usageError } from '../line/errors.ts';
import { answer, answerJson, plain, remark } from '../line/output.ts';
import { readSecret } from '../line/secret-input.ts';
import { askPolicy } from './ask-options.ts';
import { newHosts } from './hosts.ts';
import { expandedPreset } from './preset.ts';
import { checkedProvider } from './provider-options.ts';
import { secretsOf, settingsOf } from './settings.ts';
import { addressOf } from './text.ts';

export async function run(call: Call): Promise<void> {
  const [name = ''] = call.words;
  const preset = call.values.has('preset') ? await expandedPreset(call) : undefined;
  const provider = preset?.provider ?? checkedProvider(call);
  if (!preset) checkSecretOptions(call);
  const asksSecret = preset?.needsSecret === true && !call.flags.has('private-key-stdin');
  const secrets = asksSecret ? { client_secret: await readSecret('Client secret') } : await secretsOf(call);
  const ask = askPolicy(call);
  const body: AddProfileRequest = {
    name,
    provider,
    ...(ask !== undefined && ask !== 'never' && { ask }),
    settings: { ...preset?.settings, ...onlySet(settingsOf(call)) },
    ...(secrets === undefined ? {} : { secrets }),
    ...newHosts(call),
  };
  const profile = asProfile(await request('POST', '/v1/profiles', { body }));
  if (call.json) return answerJson(profile);
  answer(`Added the profile ${name} for ${addressOf(profile)}.`);
  answer(`Sign in with: latchkey login ${name}`);
  for (const { text, source } of preset?.notes ?? []) remark(`  ${plain(text)}\n  ${plain(source)}`);
  if (profile.has_roles) answer(`Then choose roles with: latchkey roles ${name}`);
}

const onlySet = (settings: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== null));

function checkSecretOptions(call: Call): void {
  const hasClient = call.values.has('client-id');
  const ofClient = ['client-secret-stdin', 'private-key-stdin'].find((option) => call.flags.has(option));
  if (ofClient !== undefined && !hasClient) {
    const what = ofClient.startsWith('client') ? 'secret' : 'key';
    throw usageError(`--${ofClient} needs --client-id.`, `Give the id of the client that the ${what} belongs to.`);
  }
  if (call.flags.has('initial-access-token-stdin') && hasClient) {
    const hint = 'Leave one of the two away: with --client-id nothing is registered.';
    throw usageError('--initial-access-token-stdin cannot be used with --client-id.', hint);
  }
}
