/** The rows `clients …` of the table of commands; see table/commands.ts. Data only. */

import type { ArgumentSpec, Command, OptionSpec } from '../line/command.ts';
import { create, get, lifespans, list, patch, remove, rotateSecret, set } from './commands.ts';
import { FIELD_OPTIONS, LIFESPAN_OPTIONS, SET_OPTION } from './fields.ts';

const PROFILE: readonly ArgumentSpec[] = [{ name: 'NAME', isProfile: true }];
const CLIENT: readonly ArgumentSpec[] = [...PROFILE, { name: 'ID' }];

const ADMIN: OptionSpec = {
  name: 'admin-url',
  value: 'URL',
  help: 'Address of the admin API (default: that of the profile)',
};
const SHOW: OptionSpec = { name: 'show-secret', help: 'Print the secret of the client, too' };
const JSON_OPTION: OptionSpec = { name: 'json', help: 'Print the client as JSON, as `clients set -f` takes it' };
const PLAIN_JSON: OptionSpec = { name: 'json', help: 'Print JSON, for programs' };
const SECRET: OptionSpec = {
  name: 'client-secret-stdin',
  help: 'Read the secret of the client from standard input, or ask for it (default: the server makes one)',
};
const file = (what: string): OptionSpec => ({
  name: 'file',
  value: 'FILE',
  help: `${what}; - is standard input; -f for short`,
});

const fieldOptions = [...FIELD_OPTIONS, ...LIFESPAN_OPTIONS].map(({ spec }) => spec);
const withoutId = fieldOptions.filter(({ name }) => name !== 'client-id');

export const CLIENT_COMMANDS: readonly Command[] = [
  {
    name: 'clients create',
    summary: 'Create an OAuth client in an Ory Hydra',
    details:
      'Fields come from options, from a JSON or YAML file, or, at a terminal and with neither, from a few questions; options ' +
      'go over the file. The secret is shown once by the server: it goes to the vault, and is printed only on request.',
    args: PROFILE,
    options: [file('JSON or YAML file with fields'), SECRET, SHOW, ...fieldOptions, SET_OPTION, ADMIN, JSON_OPTION],
    examples: [
      ['latchkey clients create hydra', 'at a terminal: answers to a few questions'],
      [
        'latchkey clients create hydra --name "My CLI" --token-endpoint-auth-method none --grant-type authorization_code --redirect-uri http://127.0.0.1/callback',
        'a public client',
      ],
      ['latchkey clients create hydra -f client.yaml --show-secret', 'from a file; prints the secret'],
    ],
    run: create,
  },
  {
    name: 'clients list',
    summary: 'List the OAuth clients of an Ory Hydra',
    args: PROFILE,
    options: [
      { name: 'name', value: 'NAME', help: 'Only clients of this name' },
      { name: 'owner', value: 'OWNER', help: 'Only clients of this owner' },
      ADMIN,
      PLAIN_JSON,
    ],
    examples: [
      ['latchkey clients list hydra', 'all clients'],
      ['latchkey clients list hydra --admin-url http://127.0.0.1:4445', 'through a port-forward'],
    ],
    run: list,
  },
  {
    name: 'clients get',
    summary: 'Show one OAuth client',
    args: CLIENT,
    options: [SHOW, ADMIN, JSON_OPTION],
    examples: [['latchkey clients get hydra my-app --json > client.json', 'all fields, to be changed and set']],
    run: get,
  },
  {
    name: 'clients set',
    summary: 'Replace an OAuth client as a whole',
    details:
      'What is not given goes back to its default; `latchkey clients patch` changes single fields. Without a secret the present ' +
      'one stays.',
    args: CLIENT,
    options: [file('JSON or YAML file with all fields'), SECRET, SHOW, ...withoutId, SET_OPTION, ADMIN, JSON_OPTION],
    examples: [['latchkey clients set hydra my-app -f client.json', 'as the file says']],
    run: set,
  },
  {
    name: 'clients patch',
    summary: 'Change some fields of an OAuth client',
    details: 'Options change single fields; a file holds a JSON Patch (RFC 6902).',
    args: CLIENT,
    options: [
      file('JSON or YAML file with a JSON Patch'),
      ...withoutId,
      SET_OPTION,
      { name: 'remove', value: 'FIELD', repeat: true, help: 'Take a field away' },
      SHOW,
      ADMIN,
      JSON_OPTION,
    ],
    examples: [
      ['latchkey clients patch hydra my-app --name "New name"', 'one field'],
      ['latchkey clients patch hydra my-app -f patch.json', 'a JSON Patch'],
    ],
    run: patch,
  },
  {
    name: 'clients delete',
    summary: 'Delete an OAuth client and forget its secret',
    args: CLIENT,
    options: [ADMIN, PLAIN_JSON],
    examples: [['latchkey clients delete hydra my-app', 'it is gone at once']],
    run: remove,
  },
  {
    name: 'clients lifespans',
    summary: 'Set how long the tokens of an OAuth client live',
    details:
      'Only what is given changes; `default` goes back to what the server does by itself. A file says all of them.',
    args: CLIENT,
    options: [
      file('JSON or YAML file with all lifespans'),
      ...LIFESPAN_OPTIONS.map(({ spec }) => spec),
      ADMIN,
      JSON_OPTION,
    ],
    examples: [
      ['latchkey clients lifespans hydra my-app --refresh-token-grant-access-token-lifespan 30m', 'one of them'],
    ],
    run: lifespans,
  },
  {
    name: 'clients rotate-secret',
    summary: 'Make a new secret for an OAuth client',
    details:
      'The new secret goes to the vault. The former one stays valid until it is dropped, so that programs can change over.',
    args: CLIENT,
    options: [{ name: 'drop-former', help: 'End the former secrets; makes no new one' }, SHOW, ADMIN, JSON_OPTION],
    examples: [
      ['latchkey clients rotate-secret hydra my-app --show-secret', 'a new secret, printed'],
      ['latchkey clients rotate-secret hydra my-app --drop-former', 'once every program has the new one'],
    ],
    run: rotateSecret,
  },
];
