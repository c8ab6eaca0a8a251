/** Asks at a terminal for the few fields of a new client that matter, and shows what will be sent. */

import { createInterface, type Interface } from 'node:readline/promises';
import { plainJson } from '../../src-shared/plain-json.ts';
import { CliError, EXIT, usageError } from '../line/errors.ts';
import { remark } from '../line/output.ts';
import type { Fields } from './input.ts';

const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

interface Kind {
  readonly what: string;
  readonly fields: Fields;
  readonly redirect: string | undefined;
}

const KINDS: readonly Kind[] = [
  {
    what: 'a program on people’s machines (Latchkey, a command line, a desktop app): no secret',
    fields: {
      token_endpoint_auth_method: 'none',
      grant_types: [DEVICE_GRANT, 'authorization_code', 'refresh_token'],
      response_types: ['code'],
    },
    redirect: 'http://127.0.0.1/callback',
  },
  {
    what: 'a web application with a server: has a secret, people sign in',
    fields: { grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'] },
    redirect: '',
  },
  {
    what: 'a service that acts for itself: has a secret, no one signs in',
    fields: { grant_types: ['client_credentials'], response_types: [] },
    redirect: undefined,
  },
];

/** The fields of the new client. Rejects with `usage` when you stop. */
export async function askForClient(): Promise<Fields> {
  const ask = createInterface({ input: process.stdin, output: process.stderr });
  const ended = new Promise<never>((_resolve, reject) => ask.once('close', () => reject(nothingDone())));
  ended.catch(() => {});
  try {
    return await Promise.race([questions(ask), ended]);
  } finally {
    ask.removeAllListeners('close');
    ask.close();
  }
}

async function questions(ask: Interface): Promise<Fields> {
  const name = await answerTo(ask, 'Name that people see', '');
  KINDS.forEach(({ what }, at) => {
    remark(`  ${at + 1}  ${what}`);
  });
  const kind = KINDS[Number(await answerTo(ask, 'Kind', '1')) - 1];
  if (kind === undefined) throw usageError('There is no such kind.', 'Answer with 1, 2 or 3.');
  const redirects =
    kind.redirect === undefined ? '' : await answerTo(ask, 'Redirect URIs, separated by spaces', kind.redirect);
  const scope = await answerTo(
    ask,
    'Scopes, separated by spaces',
    kind.redirect === undefined ? '' : 'openid offline_access',
  );
  const fields = {
    ...(name && { client_name: name }),
    ...kind.fields,
    ...(redirects && { redirect_uris: redirects.split(/\s+/) }),
    ...(scope && { scope }),
  };
  remark(plainJson(fields, 2));
  if (/^y(es)?$/i.test(await answerTo(ask, 'Create it? y/n', 'y'))) return fields;
  throw nothingDone();
}

async function answerTo(ask: Interface, question: string, otherwise: string): Promise<string> {
  const shown = otherwise === '' ? '' : ` [${otherwise}]`;
  return (await ask.question(`${question}${shown}: `)).trim() || otherwise;
}

const nothingDone = () =>
  new CliError('usage', EXIT.usage, 'Nothing was created.', 'Run the command again, or give options or -f FILE.');
