/** `latchkey clients lifespans NAME ID`: the token lifetimes of a client. */
import type { Call, Command } from '../line/command.ts';
import { plain } from '../line/output.ts';
import { askAbout, oneClient } from './api.ts';
import { fieldsOf, LIFESPAN_OPTIONS } from './fields.ts';
import { documentOf, type Fields, objectOf } from './input.ts';
import { ADMIN, CLIENT, CLIENT_JSON, fileOption, nothingToChange } from './options.ts';
import { show } from './show.ts';

export const LIFESPANS: Command = {
  name: 'clients lifespans',
  summary: 'Set the token lifetimes of an OAuth client',
  details:
    "Only the settings you give are changed; `default` goes back to the server's default. A file sets all of them.",
  args: CLIENT,
  options: [
    fileOption('JSON or YAML file with all lifespans'),
    ...LIFESPAN_OPTIONS.map(({ spec }) => spec),
    ADMIN,
    CLIENT_JSON,
  ],
  examples: [
    ['latchkey clients lifespans hydra my-app --refresh-token-grant-access-token-lifespan 30m', 'set one of them'],
  ],
  run,
};

/** The API sets all of them together, so those not given are sent unchanged. A file sets all of them. */
async function run(call: Call): Promise<void> {
  const [, id = ''] = call.words;
  const document = await documentOf(call);
  const given = fieldsOf(call);
  if (document === undefined && Object.keys(given).length === 0) throw nothingToChange('lifespans');
  const before = document === undefined ? await present(call, id) : objectOf(document);
  const now = await oneClient(askAbout(call, 'PUT', { id, rest: '/lifespans', body: { ...before, ...given } }));
  await show(call, now, `Set the lifespans of the client ${plain(id)}.`);
}

async function present(call: Call, id: string): Promise<Fields> {
  const { client } = await oneClient(askAbout(call, 'GET', { id }));
  const set = LIFESPAN_OPTIONS.filter(({ field }) => typeof client[field] === 'string');
  return Object.fromEntries(set.map(({ field }) => [field, client[field]]));
}
