/** Arguments and options that the commands about clients share, and what they say when nothing was given. */
import type { ArgumentSpec, OptionSpec } from '../line/command.ts';
import { PROFILE } from '../line/common-options.ts';
import { type CliError, usageError } from '../line/errors.ts';
import { FIELD_OPTIONS, LIFESPAN_OPTIONS } from './fields.ts';

export const CLIENT: readonly ArgumentSpec[] = [...PROFILE, { name: 'ID' }];

export const ADMIN: OptionSpec = {
  name: 'admin-url',
  value: 'URL',
  help: 'Address of the admin API (default: that of the profile)',
};
export const SHOW: OptionSpec = { name: 'show-secret', help: 'Print the secret of the client, too' };
export const CLIENT_JSON: OptionSpec = { name: 'json', help: 'Print the client as JSON, as `clients set -f` takes it' };
export const SECRET: OptionSpec = {
  name: 'client-secret-stdin',
  help: 'Read the secret of the client from standard input, or ask for it (default: the server makes one)',
};
export const fileOption = (what: string): OptionSpec => ({
  name: 'file',
  value: 'FILE',
  help: `${what}; - is standard input; -f for short`,
});

export const FIELDS = [...FIELD_OPTIONS, ...LIFESPAN_OPTIONS].map(({ spec }) => spec);
export const FIELDS_BUT_ID = FIELDS.filter(({ name }) => name !== 'client-id');

export const nothingToChange = (command: string): CliError =>
  usageError('Nothing to change was given.', `Run \`latchkey clients ${command} --help\` to see what can be given.`);
