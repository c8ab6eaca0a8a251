/** `latchkey clients …` as you type it: the real command, socket, agent and provider, and a strict stand-in for Hydra. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FIELD_OPTIONS, LIFESPAN_OPTIONS } from '../../../src-cli/clients/fields.ts';
import { openSocketDoor, type SocketDoor } from '../../../src-main/doors/socket.ts';
import { CLIENT_FIELDS } from '../../../src-main/providers/hydra/fields.ts';
import { CLIENT } from '../../support/hydra/description.ts';
import { type HydraDesk, startHydraDesk } from '../../support/hydra/desk.ts';
import { atTerminal } from '../../support/processes/pseudo-terminal.ts';
import { buildCommand, run } from '../latchkey.ts';

const folder = mkdtempSync(join(tmpdir(), 'latchkey-clients-'));
const socket = join(folder, 'agent.sock');
let command: string;
let desk: HydraDesk;
let door: SocketDoor;

beforeAll(async () => {
  command = await buildCommand();
  desk = await startHydraDesk();
  door = await openSocketDoor({ handler: desk.handler, path: socket });
});
afterAll(async () => {
  expect(desk.hydra.violations).toEqual([]);
  await door.close();
  await desk.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => desk.hydra.state.clients.clear());

const latchkey = (args: readonly string[], stdin?: string) =>
  run(command, args, { env: { LATCHKEY_SOCKET: socket }, ...(stdin !== undefined && { stdin }) });

/** Runs the command, expects success, and returns its standard output. */
async function good(args: readonly string[], stdin?: string): Promise<string> {
  const { stdout, stderr, exit } = await latchkey(args, stdin);
  expect({ exit, stderr: exit === 0 ? '' : stderr }).toEqual({ exit: 0, stderr: '' });
  return stdout;
}

const fieldsOf = (id: string) => desk.hydra.clients.get(id).fields;
const file = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

describe('the fields', () => {
  const described = Object.keys(CLIENT.properties ?? {}).sort();
  const ofServer = [...CLIENT_FIELDS].filter(([, kind]) => kind === 'server').map(([name]) => name);

  it('are the 51 of the API description, all known to the agent', () => {
    expect(described).toHaveLength(51);
    expect([...CLIENT_FIELDS.keys()].sort()).toEqual(described);
  });

  it('have one option each, except for the secret and what only the server sets', () => {
    const options = [...FIELD_OPTIONS, ...LIFESPAN_OPTIONS].map(({ field }) => field);
    expect([...options, ...ofServer, 'client_secret'].sort()).toEqual(described);
  });
});

describe('create', () => {
  it('takes options, and prints the secret only on request', async () => {
    const out = await good([
      ...[
        'clients',
        'create',
        'work',
        '--client-id',
        'app',
        '--name',
        'My App',
        '--scope',
        'openid',
        '--scope',
        'email',
      ],
      ...[
        '--grant-type',
        'authorization_code',
        '--grant-type',
        'refresh_token',
        '--redirect-uri',
        'https://a.example/',
      ],
      ...['--metadata', '{"team":"a"}', '--skip-consent', 'true', '--set', 'contacts=["a@example.org"]'],
      ...['--implicit-grant-id-token-lifespan', '90s'],
    ]);
    expect(out).toBe('Created the client app.\n');
    expect(fieldsOf('app')).toMatchObject({
      client_name: 'My App',
      scope: 'openid email',
      grant_types: ['authorization_code', 'refresh_token'],
      metadata: { team: 'a' },
      skip_consent: true,
      contacts: ['a@example.org'],
      implicit_grant_id_token_lifespan: '1m30s',
    });
    const [secret] = desk.hydra.clients.get('app').secrets;
    expect(await good(['clients', 'get', 'work', 'app'])).not.toContain(secret);
    expect(await good(['clients', 'get', 'work', 'app', '--show-secret'])).toContain(`client_secret  ${secret}`);
  });

  it('takes a YAML file, with options overriding it', async () => {
    const path = file(
      'client.yaml',
      'client_id: y\nclient_name: From YAML\ncontacts:\n  - a@example.org\nmetadata: {n: 1}\n',
    );
    await good(['clients', 'create', 'work', '-f', path, '--name', 'Over it']);
    expect(fieldsOf('y')).toMatchObject({ client_name: 'Over it', contacts: ['a@example.org'], metadata: { n: 1 } });
  });

  it('takes JSON from standard input, including its secret', async () => {
    const out = await good(
      ['clients', 'create', 'work', '-f', '-', '--json'],
      '{"client_id":"j","client_secret":"chosen-secret"}',
    );
    expect(JSON.parse(out)).toMatchObject({ client_id: 'j' });
    expect(out).not.toContain('chosen-secret');
    expect(desk.hydra.clients.get('j').secrets).toEqual(['chosen-secret']);
  });

  it('takes a secret from standard input', async () => {
    const out = await good(
      ['clients', 'create', 'work', '--client-id', 's', '--client-secret-stdin', '--show-secret'],
      'a-long-secret\n',
    );
    expect(out).toContain('client_secret  a-long-secret');
  });

  it('asks a few questions at a terminal', async () => {
    const env = { PATH: process.env['PATH'], TERM: 'xterm', LANG: 'C.UTF-8', LATCHKEY_SOCKET: socket };
    const terminal = atTerminal([command, 'clients', 'create', 'work'], env);
    const steps = [
      ['Name that people see', 'Asked for\r'],
      ['Kind [1]', '\r'],
      ['Redirect URIs', '\r'],
      ['Scopes', '\r'],
      ['Create it?', 'y\r'],
    ] as const;
    for (const [question, keys] of steps) {
      await terminal.shows(question);
      terminal.type(keys);
    }
    await terminal.ended();
    expect(terminal.screen()).toContain('Created the client');
    const [made] = [...desk.hydra.state.clients.values()];
    expect(made?.fields).toMatchObject({ client_name: 'Asked for', token_endpoint_auth_method: 'none' });
  });
});

describe('afterwards', () => {
  beforeEach(() => void desk.hydra.clients.create({ client_id: 'app', client_name: 'App', owner: 'me' }, false));

  it('list shows all clients', async () => {
    const out = await good(['clients', 'list', 'work']);
    expect(out).toMatch(
      /^ID +NAME +METHOD +GRANTS +SECRET\napp +App +client_secret_basic +authorization_code( +stored)?\n$/,
    );
    expect(JSON.parse(await good(['clients', 'list', 'work', '--owner', 'nobody', '--json']))).toEqual([]);
  });

  it('get --json can be edited and passed to set', async () => {
    const path = file(
      'app.json',
      (await good(['clients', 'get', 'work', 'app', '--json'])).replace('"App"', '"Changed"'),
    );
    expect(JSON.parse(readFileSync(path, 'utf8')).owner).toBe('me');
    expect(await good(['clients', 'set', 'work', 'app', '-f', path])).toBe('Replaced the client app.\n');
    expect(fieldsOf('app')).toMatchObject({ client_name: 'Changed', owner: 'me' });
  });

  it('patch changes individual fields, from options and from a JSON Patch', async () => {
    await good(['clients', 'patch', 'work', 'app', '--name', 'New', '--remove', 'owner']);
    expect(fieldsOf('app')).toMatchObject({ client_name: 'New' });
    expect(fieldsOf('app')).not.toHaveProperty('owner');
    const path = file('patch.json', '[{"op":"add","path":"/contacts","value":["x@example.org"]}]');
    await good(['clients', 'patch', 'work', 'app', '-f', path]);
    expect(fieldsOf('app')).toMatchObject({ client_name: 'New', contacts: ['x@example.org'] });
  });

  it('lifespans changes the given ones and keeps the others', async () => {
    await good(['clients', 'lifespans', 'work', 'app', '--refresh-token-grant-access-token-lifespan', '30m']);
    await good(['clients', 'lifespans', 'work', 'app', '--jwt-bearer-grant-access-token-lifespan', '1h']);
    expect(fieldsOf('app')).toMatchObject({
      refresh_token_grant_access_token_lifespan: '30m0s',
      jwt_bearer_grant_access_token_lifespan: '1h0m0s',
    });
    await good(['clients', 'lifespans', 'work', 'app', '--jwt-bearer-grant-access-token-lifespan', 'default']);
    expect(fieldsOf('app')['jwt_bearer_grant_access_token_lifespan']).toBeNull();
  });

  it('rotate-secret creates a new one, and drops the previous on request', async () => {
    const out = await good(['clients', 'rotate-secret', 'work', 'app', '--show-secret']);
    const { secrets } = desk.hydra.clients.get('app');
    expect(secrets).toHaveLength(2);
    expect(out).toContain(`client_secret  ${secrets[0]}`);
    await good(['clients', 'rotate-secret', 'work', 'app', '--drop-previous']);
    expect(desk.hydra.clients.get('app').secrets).toHaveLength(1);
  });

  it('rotate-secret still takes the earlier name of --drop-previous, which is shown nowhere', async () => {
    await good(['clients', 'rotate-secret', 'work', 'app']);
    await good(['clients', 'rotate-secret', 'work', 'app', '--drop-former']);
    expect(desk.hydra.clients.get('app').secrets).toHaveLength(1);
    const help = await good(['clients', 'rotate-secret', '--help']);
    expect([help.includes('--drop-previous'), help.includes('--drop-former')]).toEqual([true, false]);
  });

  it('delete deletes', async () => {
    expect(await good(['clients', 'delete', 'work', 'app'])).toBe('Deleted the client app.\n');
    expect(desk.hydra.state.clients.has('app')).toBe(false);
  });
});

describe('what goes wrong', () => {
  it.each([
    ['clients create work', 2, 'No field of the client was given.', 'Give options such as --name'],
    [
      'clients create work --set client_secret="x"',
      2,
      'A secret is never given on the command line.',
      '--client-secret-stdin',
    ],
    ['clients create work --set skip_consent=yes', 2, 'is not JSON', ''],
    ['clients create work -f /nonexistent/c.json', 2, 'There is no file /nonexistent/c.json.', 'JSON or YAML'],
    ['clients create work --jwt-bearer-grant-access-token-lifespan 1d', 2, "must be a duration in Go's form", '1h30m'],
    [
      'clients create work --jwks-uri https://a --jwks {"keys":[{"kty":"EC"}]}',
      2,
      'only one of them',
      'Remove one of the two.',
    ],
    ['clients get work nobody', 2, "Hydra has no client 'nobody'.", 'latchkey clients list work'],
    ['clients delete work ..', 2, "'..' cannot be the ID of a client.", ''],
    ['clients patch work app', 2, 'No change was given.', ''],
    [
      'clients list work --admin-url http://127.0.0.1:9',
      6,
      'The admin API at 127.0.0.1:9 could not be reached.',
      'port-forward',
    ],
    ['clients list nobody', 2, 'There is no profile named', ''],
  ])('%s', async (line, exit, message, hint) => {
    const outcome = await latchkey(line.split(' '));
    expect(outcome.exit).toBe(exit);
    expect(outcome.stderr).toContain(message);
    expect(outcome.stderr).toContain(`hint: `);
    expect(outcome.stderr).toContain(hint);
    expect(outcome.stdout).toBe('');
  });

  it('the public address instead of the admin address', async () => {
    const outcome = await latchkey(['clients', 'list', 'work', '--admin-url', desk.hydra.issuer]);
    expect(outcome.exit).toBe(5);
    expect(outcome.stderr).toContain('is the public address of');
  });

  it('refuses a secret that is too short before sending it', async () => {
    const outcome = await latchkey(['clients', 'create', 'work', '--client-secret-stdin'], 'abc12');
    expect(outcome.stderr).toContain('the client secret has 5 characters');
    expect(outcome.stderr).not.toContain('abc12');
  });

  it('a document that is neither JSON nor YAML', async () => {
    const outcome = await latchkey(['clients', 'create', 'work', '-f', '-'], 'a: [1\nb: }');
    expect(outcome.stderr).toContain('neither JSON nor YAML');
  });
});
