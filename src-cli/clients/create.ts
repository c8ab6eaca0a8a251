/** `latchkey clients create NAME`: from options, a file, or answers to a few questions. */
import type { Call, Command } from '../line/command.ts';
import { PROFILE } from '../line/common-options.ts';
import { usageError } from '../line/errors.ts';
import { plain, remark } from '../line/output.ts';
import { askAbout, oneClient } from './api.ts';
import { SET_OPTION } from './fields.ts';
import { clientBody, type Fields } from './input.ts';
import { ADMIN, CLIENT_JSON, FIELDS, fileOption, SECRET, SHOW } from './options.ts';
import { idOf, show } from './show.ts';

export const CREATE: Command = {
  name: 'clients create',
  summary: 'Create an OAuth client in Ory Hydra',
  details:
    'Fields come from options, from a JSON or YAML file or, at a terminal with neither, from a few questions. Options ' +
    'override the file. The server returns the secret only once. Latchkey stores it in the vault and prints it only with ' +
    '--show-secret.',
  args: PROFILE,
  options: [fileOption('JSON or YAML file with fields'), SECRET, SHOW, ...FIELDS, SET_OPTION, ADMIN, CLIENT_JSON],
  examples: [
    ['latchkey clients create hydra', 'at a terminal: asks a few questions'],
    [
      'latchkey clients create hydra --name "My CLI" --token-endpoint-auth-method none --grant-type authorization_code --redirect-uri http://127.0.0.1/callback',
      'a public client',
    ],
    ['latchkey clients create hydra -f client.yaml --show-secret', 'from a file; prints the secret'],
  ],
  run,
};

async function run(call: Call): Promise<void> {
  const body = (await clientBody(call)) ?? (await asked());
  const made = await oneClient(askAbout(call, 'POST', { body }));
  await show(call, made, `Created the client ${plain(idOf(made))}.`);
  if (made.client['token_endpoint_auth_method'] === 'none') return;
  if (!call.json && !call.flags.has('show-secret')) remark('Its secret is in the vault; --show-secret prints it.');
}

async function asked(): Promise<Fields> {
  if (!process.stdin.isTTY) {
    const hint = 'Give options such as --name, or -f FILE; `latchkey clients create --help` lists them all.';
    throw usageError('No field of the client was given.', hint);
  }
  return (await import('./questions.ts')).askForClient();
}
