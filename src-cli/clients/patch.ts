/** `latchkey clients patch NAME ID`: single fields, as a JSON Patch. */
import type { Call, Command } from '../line/command.ts';
import { usageError } from '../line/errors.ts';
import { plain } from '../line/output.ts';
import { askAbout, oneClient } from './api.ts';
import { fieldsOf, SET_OPTION } from './fields.ts';
import { documentOf } from './input.ts';
import { ADMIN, CLIENT, CLIENT_JSON, FIELDS_BUT_ID, fileOption, nothingToChange, SHOW } from './options.ts';
import { show } from './show.ts';

export const PATCH: Command = {
  name: 'clients patch',
  summary: 'Change some fields of an OAuth client',
  details: 'Options change individual fields; a file holds a JSON Patch (RFC 6902).',
  args: CLIENT,
  options: [
    fileOption('JSON or YAML file with a JSON Patch'),
    ...FIELDS_BUT_ID,
    SET_OPTION,
    { name: 'remove', value: 'FIELD', repeat: true, help: 'Remove a field' },
    SHOW,
    ADMIN,
    CLIENT_JSON,
  ],
  examples: [
    ['latchkey clients patch hydra my-app --name "New name"', 'one field'],
    ['latchkey clients patch hydra my-app -f patch.json', 'a JSON Patch'],
  ],
  run,
};

/** Options become operations of a JSON Patch; `add` also replaces an existing value (RFC 6902 section 4.1). */
async function run(call: Call): Promise<void> {
  const [, id = ''] = call.words;
  const document = await documentOf(call);
  if (document !== undefined && !Array.isArray(document)) {
    throw usageError(
      'The document is not a JSON Patch.',
      'Give a list of operations: [{"op":"replace","path":"/client_name","value":"New"}].',
    );
  }
  const removed = (call.values.get('remove') ?? []).map((field) => ({ op: 'remove', path: `/${field}` }));
  const given = Object.entries(fieldsOf(call)).map(([field, value]) =>
    value === null ? { op: 'remove', path: `/${field}` } : { op: 'add', path: `/${field}`, value },
  );
  const body = [...(document ?? []), ...given, ...removed];
  if (body.length === 0) throw nothingToChange('patch');
  await show(call, await oneClient(askAbout(call, 'PATCH', { id, body })), `Changed the client ${plain(id)}.`);
}
