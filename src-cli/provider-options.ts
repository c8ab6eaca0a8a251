/** Which options of `profile add` and `profile edit` belong to which kind of provider. Data and its check; asks nobody. */
import { type Call, type OptionSpec, optionValue } from './command.ts';
import { usageError } from './errors.ts';

export interface ProviderOptions {
  readonly kind: string;
  /** After `--provider oidc: `. */
  readonly meaning: string;
  /** The option without which there is nothing to sign in to. */
  readonly address: OptionSpec;
  readonly others: readonly OptionSpec[];
}

export const SCOPE: OptionSpec = {
  name: 'scope',
  value: 'SCOPE',
  repeat: true,
  help: 'What to ask for; give it several times for several scopes',
};

const AWS: ProviderOptions = {
  kind: 'aws',
  meaning: 'AWS IAM Identity Center',
  address: { name: 'start-url', value: 'URL', help: 'aws: address of the AWS access portal' },
  others: [
    {
      name: 'region',
      value: 'REGION',
      help: 'aws: region of the Identity Center instance, where the URL does not tell it',
    },
    { name: 'fips', help: 'aws: use the FIPS endpoints' },
    { name: 'dualstack', help: 'aws: use the endpoints that have IPv6, too' },
    {
      name: 'oidc-endpoint',
      value: 'URL',
      help: 'aws: another endpoint for signing in, of a private network for example',
    },
    { name: 'portal-endpoint', value: 'URL', help: 'aws: another endpoint of the portal' },
    {
      name: 'aws-cache-bridge',
      value: 'on|off',
      choices: ['on', 'off'],
      help: 'aws: keep ~/.aws/sso/cache filled for tools that read only that; plaintext, so off by default',
    },
  ],
};

/** Options that are for one kind only; SCOPE is for all. */
const OIDC_ONLY = [
  'issuer',
  'client-id',
  'redirect-uri',
  'token-endpoint-auth-method',
  'audience',
  'client-secret-stdin',
  'initial-access-token-stdin',
];

export const ISSUER: OptionSpec = { name: 'issuer', value: 'URL', help: 'Address of the provider, as it publishes it' };

export const CLOUD_OPTIONS: readonly [OptionSpec, ...OptionSpec[]] = [AWS.address, ...AWS.others];

export const PROVIDER_OPTION: OptionSpec = {
  name: 'provider',
  value: 'KIND',
  choices: ['oidc', AWS.kind],
  help: `Kind of provider: oidc, any OpenID Connect or OAuth 2 server (default); ${AWS.kind}, ${AWS.meaning}`,
};

/** The kind of provider that `profile add` is about. Throws `usage` for options that do not go together. */
export function checkedProvider(call: Call): string {
  const kind = optionValue(call, 'provider') ?? 'oidc';
  const isAws = kind === AWS.kind;
  const strange = (isAws ? OIDC_ONLY : CLOUD_OPTIONS.map(({ name }) => name)).find(
    (name) => call.values.has(name) || call.flags.has(name),
  );
  if (strange !== undefined) {
    const hint = isAws ? 'See `latchkey profile add --help`.' : `Add --provider ${AWS.kind}.`;
    throw usageError(`--${strange} is not for profiles of the provider ${kind}.`, hint);
  }
  const { name, value } = isAws ? AWS.address : ISSUER;
  if (call.values.has(name)) return kind;
  throw usageError(
    `\`latchkey profile add\` needs --${name} ${value}.`,
    'Run `latchkey profile add --help` for examples.',
  );
}
