/** The rows `profile …` of the table of commands; see table/commands.ts. Data only. */

import { type ArgumentSpec, type Command, type OptionSpec, under } from '../line/command.ts';
import { run as runProfileAdd } from './add-command.ts';
import { ASK, FORGET_PROGRAM } from './ask-options.ts';
import { run as runProfileEdit } from './edit-command.ts';
import { HOST_OPTIONS, HOST_REMOVALS } from './hosts.ts';
import { run as runProfileList } from './list-command.ts';
import { PRESET, TENANT } from './preset.ts';
import { CLOUD_OPTIONS, ISSUER, PROVIDER_OPTION, SCOPE } from './provider-options.ts';
import { run as runProfileRemove } from './remove-command.ts';
import { run as runProfileShow } from './show-command.ts';

const PROFILE: readonly ArgumentSpec[] = [{ name: 'NAME', isProfile: true }];
const JSON_OPTION: OptionSpec = { name: 'json', help: 'Print JSON, for programs' };

const CLIENT = 'The client at the provider';
const SECRETS: readonly OptionSpec[] = under(CLIENT, [
  { name: 'client-secret-stdin', help: 'Read the secret of the client from standard input, or ask for it' },
  { name: 'private-key-stdin', help: 'Read the private key of the client (PEM or JWK) from standard input' },
  { name: 'initial-access-token-stdin', help: 'Read the token that allows registration from standard input, or ask' },
]);
const HOSTS = 'Git and container tools';

/** The address first; the rest stands with the other settings. */
const [START_URL, ...CLOUD_SETTINGS] = CLOUD_OPTIONS;

/** Settings that are given as text: option name and what it means. */
const SETTINGS: readonly OptionSpec[] = [
  SCOPE,
  { name: 'client-id', value: 'ID', help: 'Client registered with the provider (default: Latchkey registers itself)' },
  { name: 'audience', value: 'AUDIENCE', help: 'Whom the tokens are for, where the provider wants it said' },
  { name: 'admin-url', value: 'URL', help: 'hydra: address of the admin API, for `latchkey clients`' },
  ...under(CLIENT, [
    { name: 'redirect-uri', value: 'URI', help: 'Redirect on this machine that the client is registered with' },
    {
      name: 'token-endpoint-auth-method',
      value: 'METHOD',
      help: 'How the client proves itself: none, client_secret_basic, client_secret_post or private_key_jwt',
    },
  ]),
  ...under('AWS and Huawei Cloud', CLOUD_SETTINGS),
];

export const PROFILE_COMMANDS: readonly Command[] = [
  {
    name: 'profile add',
    summary: 'Set up a place to sign in to',
    details:
      'A profile is a name of your choice and the provider behind it. Nothing is signed in yet; `latchkey login NAME` ' +
      'does that. Secrets are read from standard input, never from the command line, and go to the vault.',
    args: [{ name: 'NAME' }],
    options: [
      PROVIDER_OPTION,
      PRESET,
      TENANT,
      ISSUER,
      START_URL,
      ...SETTINGS,
      ASK,
      ...SECRETS,
      ...under(HOSTS, HOST_OPTIONS),
      JSON_OPTION,
    ],
    examples: [
      [
        'latchkey profile add work --provider oidc --issuer https://login.example.com',
        'Latchkey registers itself there',
      ],
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
        'with a client that you have registered',
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
    run: runProfileAdd,
  },
  {
    name: 'profile list',
    summary: 'List the profiles',
    args: [],
    options: [JSON_OPTION],
    examples: [['latchkey profile list', 'names, providers and states']],
    run: runProfileList,
  },
  {
    name: 'profile show',
    summary: 'Show one profile with its settings',
    args: PROFILE,
    options: [JSON_OPTION],
    examples: [['latchkey profile show work', "settings, state and expiry of 'work'"]],
    run: runProfileShow,
  },
  {
    name: 'profile edit',
    summary: 'Change the settings of a profile',
    details:
      'Only what is given changes. The sign-in is kept unless the issuer or the client changes. --scope replaces the ' +
      'whole list of scopes; new scopes are asked for at the next sign-in.',
    args: PROFILE,
    options: [
      ISSUER,
      START_URL,
      ...SETTINGS,
      {
        name: 'unset',
        value: 'SETTING',
        repeat: true,
        choices: SETTINGS.map(({ name }) => name),
        help: 'Go back to the default of a setting',
      },
      ASK,
      FORGET_PROGRAM,
      ...SECRETS,
      ...under(HOSTS, [...HOST_OPTIONS, ...HOST_REMOVALS]),
      JSON_OPTION,
    ],
    examples: [
      ['latchkey profile edit work --scope openid --scope email', 'ask for these two scopes'],
      ['latchkey profile edit work --unset audience', 'ask for no audience any more'],
      ['latchkey profile edit work --git-host git.example.com --registry registry.example.com', 'for git and docker'],
      ['latchkey profile edit work --no-git-host git.example.com', 'git takes the token no longer there'],
      ['latchkey profile edit prod --ask new', 'be asked before a program that you have not allowed gets a token'],
    ],
    run: runProfileEdit,
  },
  {
    name: 'profile remove',
    summary: 'Sign out and forget a profile altogether',
    args: PROFILE,
    options: [JSON_OPTION],
    examples: [['latchkey profile remove lab', "forget 'lab', its tokens and its registration"]],
    run: runProfileRemove,
  },
];
