/** `latchkey profile add NAME`: sends a new profile to the agent, which checks the settings. It does not sign in. */

import type { AddProfileRequest } from '../../src-main/api/types.ts';
import { present } from '../../src-shared/present.ts';
import { request } from '../agent/client.ts';
import { asProfile } from '../agent/views.ts';
import type { Call, Command } from '../line/command.ts';
import { JSON_OPTION } from '../line/common-options.ts';
import { usageError } from '../line/errors.ts';
import { answer, answerJson, plain, remark } from '../line/output.ts';
import { readSecret } from '../line/secret-input.ts';
import { ASK, askPolicy } from './ask-options.ts';
import { HOST_OPTIONS, newHosts } from './hosts.ts';
import { expandedPreset, PRESET, TENANT } from './preset.ts';
import { ADDRESSES, checkedProvider, PROVIDER_OPTION, SECRETS, SETTINGS } from './provider-options.ts';
import { secretsOf, settingsOf } from './settings.ts';
import { addressOf, sayPlaintext } from './text.ts';

export const PROFILE_ADD: Command = {
  name: 'profile add',
  summary: 'Add a profile for a provider that you sign in to',
  details:
    'A profile is a provider under a name that you choose. Adding it does not sign you in; `latchkey login NAME` does. ' +
    'Secrets are read from standard input, never from the command line, and go to the vault.',
  args: [{ name: 'NAME' }],
  options: [
    PROVIDER_OPTION,
    PRESET,
    TENANT,
    ...ADDRESSES,
    ...SETTINGS,
    ASK,
    ...SECRETS.map(({ option }) => option),
    ...HOST_OPTIONS,
    JSON_OPTION,
  ],
  examples: [
    ['latchkey profile add work --provider oidc --issuer https://login.example.com', 'Latchkey registers itself there'],
    ['latchkey profile add hub --preset github --client-id Iv1.abc', 'a well-known provider; see docs/providers.md'],
    [
      'latchkey profile add cloud --provider aws --start-url https://my-company.awsapps.com/start --region eu-west-1',
      'AWS IAM Identity Center; then `latchkey roles cloud`',
    ],
    [
      'latchkey profile add hw --provider huawei --start-url https://idcenter.huaweicloud.com/d-47f958c067/portal --region cn-north-4',
      'Huawei Cloud IAM Identity Center',
    ],
    [
      'latchkey profile add lab --issuer https://id.example.org --client-id my-cli --scope openid --scope offline_access',
      'with a client that you registered yourself',
    ],
    [
      'latchkey profile add ci --issuer https://id.example.org --client-id ci --client-secret-stdin < secret.txt',
      'with a client that has a secret',
    ],
    [
      'latchkey profile add ci --issuer https://id.example.org --client-id ci --private-key-stdin < key.pem',
      'with a client that signs with a key (private_key_jwt)',
    ],
  ],
  run,
};

async function run(call: Call): Promise<void> {
  const [name = ''] = call.words;
  const preset = call.values.has('preset') ? await expandedPreset(call) : undefined;
  const provider = preset?.provider ?? checkedProvider(call);
  if (!preset) checkSecretOptions(call);
  const asksSecret = preset?.needsSecret === true && !call.flags.has('private-key-stdin');
  const secrets = asksSecret ? { client_secret: await readSecret('Client secret') } : await secretsOf(call);
  const ask = askPolicy(call);
  const body: AddProfileRequest = present({
    name,
    provider,
    ask: ask === 'never' ? undefined : ask,
    settings: { ...preset?.settings, ...onlySet(settingsOf(call)) },
    secrets,
    ...newHosts(call),
  });
  const profile = asProfile(await request('POST', '/v1/profiles', { body }));
  if (call.json) return answerJson(profile);
  answer(`Added the profile ${name} for ${addressOf(profile)}.`);
  answer(`Sign in with: latchkey login ${name}`);
  for (const { text, source } of preset?.notes ?? []) remark(`  ${plain(text)}\n  ${plain(source)}`);
  sayPlaintext(call);
  if (profile.has_roles) answer(`Then choose roles with: latchkey roles ${name}`);
}

const onlySet = (settings: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== null));

function checkSecretOptions(call: Call): void {
  const hasClient = call.values.has('client-id');
  const ofClient = ['client-secret-stdin', 'private-key-stdin'].find((option) => call.flags.has(option));
  if (ofClient !== undefined && !hasClient) {
    const what = ofClient.startsWith('client') ? 'secret' : 'key';
    throw usageError(`--${ofClient} needs --client-id.`, `Give the ID of the client that the ${what} belongs to.`);
  }
  if (call.flags.has('initial-access-token-stdin') && hasClient) {
    const hint = 'Leave out one of the two: with --client-id, nothing is registered.';
    throw usageError('--initial-access-token-stdin cannot be used with --client-id.', hint);
  }
}
