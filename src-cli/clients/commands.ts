/** `latchkey clients …`: OAuth clients of an Ory Hydra. The agent asks the admin API and keeps the secrets. */
import type { ClientResponse } from '../../src-main/api/types.ts';
import type { Call } from '../line/command.ts';
import { usageError } from '../line/errors.ts';
import { answer, answerJson, plain, remark } from '../line/output.ts';
import { tableLines } from '../line/table.ts';
import { allClients, askAbout, oneClient, secretsFor } from './api.ts';
import { fieldsOf, LIFESPAN_OPTIONS } from './fields.ts';
import { clientBody, documentOf, type Fields, objectOf } from './input.ts';
import { clientRows, listRows } from './text.ts';

const asIs = () => (text: string) => text;

export async function create(call: Call): Promise<void> {
  const body = (await clientBody(call)) ?? (await asked());
  const made = await oneClient(askAbout(call, 'POST', { body }));
  await show(call, made, `Created the client ${plain(idOf(made))}.`);
  if (made.client['token_endpoint_auth_method'] === 'none') return;
  if (!call.json && !call.flags.has('show-secret')) remark('Its secret is in the vault; --show-secret prints it.');
}

async function asked(): Promise<Fields> {
  if (!process.stdin.isTTY) {
    const hint = 'Give options such as --name, or -f FILE; `latchkey clients create --help` shows them all.';
    throw usageError('Nothing was said about the client.', hint);
  }
  return (await import('./questions.ts')).askForClient();
}

export async function list(call: Call): Promise<void> {
  const clients = await allClients(call);
  if (call.json) return answerJson(clients);
  if (clients.length === 0) return remark('There are no clients.');
  answer(tableLines(listRows(clients), asIs).join('\n'));
}

export async function get(call: Call): Promise<void> {
  const [, id = ''] = call.words;
  await show(call, await oneClient(askAbout(call, 'GET', { id })));
}

export async function set(call: Call): Promise<void> {
  const [, id = ''] = call.words;
  const body = await clientBody(call);
  if (body === undefined) throw nothingToChange('set');
  await show(call, await oneClient(askAbout(call, 'PUT', { id, body })), `Replaced the client ${plain(id)}.`);
}

/** Options become operations of a JSON Patch; `add` also takes the place of what is there (RFC 6902 section 4.1). */
export async function patch(call: Call): Promise<void> {
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

export async function remove(call: Call): Promise<void> {
  const [, id = ''] = call.words;
  await askAbout(call, 'DELETE', { id });
  if (call.json) answerJson({ deleted: id });
  else answer(`Deleted the client ${plain(id)}.`);
}

/** The API sets all at once, so that those not given are sent as they are. A file says all of them. */
export async function lifespans(call: Call): Promise<void> {
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

export async function rotateSecret(call: Call): Promise<void> {
  const [, id = ''] = call.words;
  if (call.flags.has('drop-former')) {
    await askAbout(call, 'DELETE', { id, rest: '/former-secrets' });
    if (call.json) return answerJson({ dropped: id });
    return answer(`The former secrets of ${plain(id)} are no longer valid.`);
  }
  const now = await oneClient(askAbout(call, 'POST', { id, rest: '/rotate-secret' }));
  await show(call, now, `Made a new secret for the client ${plain(id)}; it is in the vault.`);
  if (!call.json) remark('The former one stays valid until: latchkey clients rotate-secret … --drop-former');
}

/** With --json the client itself, fit for `clients set -f`. The secret only when asked for. */
async function show(call: Call, now: ClientResponse, done?: string): Promise<void> {
  const held = call.flags.has('show-secret') ? await secretsFor(call, idOf(now)) : undefined;
  const secret = held?.client_secret;
  if (call.json) return answerJson({ ...now.client, ...(secret !== undefined && { client_secret: secret }) });
  if (done === undefined) answer(tableLines(clientRows(now), asIs).join('\n'));
  else answer(done);
  if (secret !== undefined) answer(`client_secret  ${plain(secret)}`);
}

const idOf = ({ client }: ClientResponse): string => String(client['client_id'] ?? '');

const nothingToChange = (command: string) =>
  usageError('Nothing to change was given.', `Run \`latchkey clients ${command} --help\` to see what can be given.`);
