/** Arguments and options that the `clients` commands share, and their error when no change was given. */
import type { ArgumentSpec, OptionSpec } from '../line/command.ts';
import { PROFILE } from '../line/common-options.ts';
import { type CliError, usageError } from '../line/errors.ts';
import { FIELD_OPTIONS, LIFESPAN_OPTIONS } from './fields.ts';

export const CLIENT: readonly ArgumentSpec[] = [...PROFILE, { name: 'ID' }];

export const ADMIN: OptionSpec = {
  name: 'admin-url',
  value: 'URL',
  help: "Address of the admin API (default: the profile's)",
};
export const SHOW: OptionSpec = { name: 'show-secret', help: "Also print the client's secret" };
export const CLIENT_JSON: OptionSpec = { name: 'json', help: 'Print the client as JSON, ready for `clients set -f`' };
export const SECRET: OptionSpec = {
  name: 'client-secret-stdin',
  help: "Read the client's secret from standard input, or ask for it (default: the server creates one)",
};
export const fileOption = (what: string): OptionSpec => ({
  name: 'file',
  value: 'FILE',
  help: `${what}, or - for standard input; -f for short`,
});

export const FIELDS = [...FIELD_OPTIONS, ...LIFESPAN_OPTIONS].map(({ spec }) => spec);
export const FIELDS_BUT_ID = FIELDS.filter(({ name }) => name !== 'client-id');

export const nothingToChange = (command: string): CliError =>
  usageError('No change was given.', `Run \`latchkey clients ${command} --help\` to see what you can change.`);
