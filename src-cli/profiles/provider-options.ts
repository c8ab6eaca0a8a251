/** Which options of `profile add` and `profile edit` belong to which kind of provider. Data and its check; asks nobody. */
import { type Call, type OptionSpec, optionValue } from '../line/command.ts';
import { usageError } from '../line/errors.ts';

interface ProviderOptions {
  readonly kind: string;
  readonly meaning: string;
  /** The option without which there is nothing to sign in to. */
  readonly address: OptionSpec;
  /** Names of the other options that it takes; `scope` is for all. */
  readonly takes: readonly string[];
}

export const SCOPE: OptionSpec = {
  name: 'scope',
  value: 'SCOPE',
  repeat: true,
  help: 'What to ask for; give it several times for several scopes',
};
export const ISSUER: OptionSpec = { name: 'issuer', value: 'URL', help: 'Address of the provider, as it publishes it' };
export const START_URL: OptionSpec = {
  name: 'start-url',
  value: 'URL',
  help: 'aws, huawei: address of the access portal',
};

/** Options of the clouds beside the address. */
export const CLOUD_OPTIONS: readonly OptionSpec[] = [
  {
    name: 'region',
    value: 'REGION',
    help: 'aws, huawei: region of the Identity Center instance (aws: where the URL does not tell it)',
  },
  { name: 'fips', help: 'aws: use the FIPS endpoints' },
  { name: 'dualstack', help: 'aws: use the endpoints that have IPv6, too' },
  {
    name: 'oidc-endpoint',
    value: 'URL',
    help: 'aws, huawei: another endpoint for signing in, of a private network for example',
  },
  { name: 'portal-endpoint', value: 'URL', help: 'aws, huawei: another endpoint of the portal' },
  {
    name: 'aws-cache-bridge',
    value: 'on|off',
    choices: ['on', 'off'],
    help: 'aws: keep ~/.aws/sso/cache filled for tools that read only that; plaintext, so off by default',
  },
];

const OIDC: ProviderOptions = {
  kind: 'oidc',
  meaning: 'any OpenID Connect or OAuth 2 server (default)',
  address: ISSUER,
  takes: [
    'client-id',
    'redirect-uri',
    'token-endpoint-auth-method',
    'audience',
    'client-secret-stdin',
    'private-key-stdin',
    'initial-access-token-stdin',
  ],
};
const HYDRA: ProviderOptions = {
  kind: 'hydra',
  meaning: 'Ory Hydra, with `latchkey clients`',
  address: ISSUER,
  takes: [...OIDC.takes, 'admin-url'],
};
const AWS: ProviderOptions = {
  kind: 'aws',
  meaning: 'AWS IAM Identity Center',
  address: START_URL,
  takes: CLOUD_OPTIONS.map(({ name }) => name),
};
const HUAWEI: ProviderOptions = {
  kind: 'huawei',
  meaning: 'Huawei Cloud IAM Identity Center',
  address: START_URL,
  takes: ['region', 'oidc-endpoint', 'portal-endpoint'],
};
const KINDS: readonly [ProviderOptions, ...ProviderOptions[]] = [OIDC, AWS, HUAWEI, HYDRA];

export const PROVIDER_OPTION: OptionSpec = {
  name: 'provider',
  value: 'KIND',
  choices: KINDS.map(({ kind }) => kind),
  help: `Kind of provider: ${KINDS.map(({ kind, meaning }) => `${kind}, ${meaning}`).join('; ')}`,
};

const takes = (provider: ProviderOptions, name: string): boolean =>
  provider.address.name === name || provider.takes.includes(name);

/** The kind of provider that `profile add` is about. Throws `usage` for options that do not go together. */
export function checkedProvider(call: Call): string {
  const wanted = optionValue(call, 'provider') ?? OIDC.kind;
  const provider = KINDS.find(({ kind }) => kind === wanted) ?? OIDC;
  const given = [...call.values.keys(), ...call.flags];
  const strange = given.find((name) => !takes(provider, name) && KINDS.some((other) => takes(other, name)));
  if (strange !== undefined) throw misplaced(strange, provider);
  const { name, value } = provider.address;
  if (call.values.has(name)) return provider.kind;
  throw usageError(
    `\`latchkey profile add\` needs --${name} ${value}.`,
    'Run `latchkey profile add --help` for examples.',
  );
}

function misplaced(option: string, provider: ProviderOptions): Error {
  const kinds = KINDS.filter((other) => takes(other, option)).map(({ kind }) => `--provider ${kind}`);
  const hint = provider === OIDC ? `Add ${kinds.join(' or ')}.` : 'See `latchkey profile add --help`.';
  return usageError(`--${option} is not for profiles of the provider ${provider.kind}.`, hint);
}
