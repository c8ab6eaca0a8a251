/** Ory Hydra's OAuth clients through the API: the whole engine and provider against a strict stand-in. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LatchkeyError } from '../../../src-main/core/errors.ts';
import { startScriptedServer } from '../../support/http/scripted-server.ts';
import { type HydraDesk, startHydraDesk } from '../../support/hydra/desk.ts';

const CLIENTS = '/v1/profiles/work/clients';
const at = (id: string, rest = '') => `${CLIENTS}/${encodeURIComponent(id)}${rest}`;

let desk: HydraDesk;
beforeEach(async () => {
  desk = await startHydraDesk();
});
afterEach(async () => {
  expect(desk.hydra.violations).toEqual([]);
  await desk.close();
});

const create = async (client: object = {}) => (await desk.ask('POST', CLIENTS, { client_id: 'app', ...client })).body;
const secretOf = async (id = 'app') => (await desk.ask('GET', at(id, '/secret'))).body.client_secret;

describe('the life of a client', () => {
  it('is created; its secret goes to the vault and is nowhere in the answer', async () => {
    const made = await desk.ask('POST', CLIENTS, { client_name: 'App', metadata: { team: ['a', 1, null] } });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      client: { client_name: 'App', metadata: { team: ['a', 1, null] } },
      secret_held: true,
    });
    expect(made.body.client).not.toHaveProperty('client_secret');
    expect(made.body.client).not.toHaveProperty('registration_access_token');
    const id = made.body.client.client_id;
    const { body } = await desk.ask('GET', at(id, '/secret'));
    expect(body.client_secret).toBe(desk.hydra.clients.get(id).secrets[0]);
    expect(body.registration_access_token).toBe(desk.hydra.clients.get(id).registrationToken);
  });

  it('a chosen secret is used and kept', async () => {
    await create({ client_secret: 'chosen-secret' });
    expect(desk.hydra.clients.get('app').secrets).toEqual(['chosen-secret']);
    expect(await secretOf()).toBe('chosen-secret');
  });

  it('a public client has no secret', async () => {
    const made = await create({ token_endpoint_auth_method: 'none' });
    expect(made.secret_held).toBe(false);
    expect(await secretOf()).toBeUndefined();
  });

  it('secrets survive a restart, a sign-out and a new client ID in the profile', async () => {
    await create({ client_secret: 'chosen-secret' });
    await desk.restart();
    await desk.ask('DELETE', '/v1/profiles/work/sign-in');
    expect((await desk.ask('PATCH', '/v1/profiles/work', { settings: { client_id: 'app' } })).status).toBe(200);
    expect(await secretOf()).toBe('chosen-secret');
    await desk.restart();
    expect(await secretOf()).toBe('chosen-secret');
    // Removing the profile removes them.
    await desk.agent.removeProfile('work');
    expect([...desk.vault.items.values()].join()).not.toContain('chosen-secret');
  });

  it('is replaced as a whole; without a new secret, the old one stays', async () => {
    await create({ client_name: 'App', owner: 'me', client_secret: 'chosen-secret' });
    const { body } = await desk.ask('PUT', at('app'), { client_name: 'Other' });
    expect(body.client.client_name).toBe('Other');
    expect(body.client.owner).toBeUndefined();
    expect(body.secret_held).toBe(true);
    expect(await secretOf()).toBe('chosen-secret');
    await desk.ask('PUT', at('app'), { client_secret: 'another-secret' });
    expect(await secretOf()).toBe('another-secret');
  });

  it('what get returns can be set unchanged', async () => {
    await create({ jwks_uri: 'https://app.example.com/jwks', refresh_token_grant_access_token_lifespan: '1h' });
    const before = (await desk.ask('GET', at('app'))).body.client;
    expect(before.refresh_token_grant_access_token_lifespan).toBe('1h0m0s');
    const { status } = await desk.ask('PUT', at('app'), before);
    expect(status).toBe(200);
    const after = (await desk.ask('GET', at('app'))).body.client;
    expect({ ...after, updated_at: '' }).toEqual({ ...before, updated_at: '' });
  });

  it('is patched, including its secret', async () => {
    await create({ client_name: 'App', redirect_uris: ['https://a.example.com/'] });
    const { body } = await desk.ask('PATCH', at('app'), [
      { op: 'test', path: '/client_name', value: 'App' },
      { op: 'replace', path: '/client_name', value: 'New' },
      { op: 'add', path: '/redirect_uris/-', value: 'https://b.example.com/' },
      { op: 'add', path: '/client_secret', value: 'patched-secret' },
    ]);
    expect(body.client).toMatchObject({
      client_name: 'New',
      redirect_uris: ['https://a.example.com/', 'https://b.example.com/'],
    });
    expect(await secretOf()).toBe('patched-secret');
  });

  it('has its lifespans set and its secret rotated; the former secret stays valid until it is removed', async () => {
    await create({ client_secret: 'chosen-secret' });
    const spans = { client_credentials_grant_access_token_lifespan: '1.5h', implicit_grant_id_token_lifespan: null };
    const { body } = await desk.ask('PUT', at('app', '/lifespans'), spans);
    expect(body.client.client_credentials_grant_access_token_lifespan).toBe('1.5h');
    await desk.ask('POST', at('app', '/rotate-secret'));
    const now = await secretOf();
    expect(desk.hydra.clients.get('app').secrets).toEqual([now, 'chosen-secret']);
    expect((await desk.ask('DELETE', at('app', '/former-secrets'))).status).toBe(204);
    expect(desk.hydra.clients.get('app').secrets).toEqual([now]);
  });

  it('is deleted at Hydra and removed from the vault', async () => {
    await create({ client_secret: 'chosen-secret' });
    expect((await desk.ask('DELETE', at('app'))).status).toBe(204);
    expect((await desk.ask('GET', at('app', '/secret'))).body.code).toBe('client_secret_unknown');
    expect((await desk.ask('GET', at('app'))).body.code).toBe('client_unknown');
    expect([...desk.vault.items.values()].join()).not.toContain('chosen-secret');
  });

  it('an ID with any characters is one path segment', async () => {
    const id = 'a/b ü?#%2e';
    await create({ client_id: id });
    expect((await desk.ask('GET', at(id))).body.client.client_id).toBe(id);
    expect((await desk.ask('DELETE', at(id))).status).toBe(204);
  });
});

describe('lists', () => {
  it('are paged, and filtered by owner or name', async () => {
    for (const id of ['a', 'b', 'c']) await create({ client_id: id, owner: id === 'c' ? 'me' : 'you' });
    const first = (await desk.ask('GET', `${CLIENTS}?page_size=2`)).body;
    expect(first.clients.map((one: { client: { client_id: string } }) => one.client.client_id)).toEqual(['a', 'b']);
    const second = (await desk.ask('GET', `${CLIENTS}?page_size=2&page=${first.next}`)).body;
    expect(second.clients).toHaveLength(1);
    expect(second.next).toBeUndefined();
    const mine = (await desk.ask('GET', `${CLIENTS}?owner=me`)).body;
    expect(mine.clients[0]).toMatchObject({ client: { client_id: 'c' }, secret_held: true });
  });
});

describe('a secret is durable before the answer', () => {
  it('creates nothing if the vault cannot keep a secret that is shown only once', async () => {
    desk.vault.fault = new LatchkeyError('vault_locked', 'Locked.');
    expect((await desk.ask('POST', CLIENTS, { client_id: 'app' })).body.code).toBe('vault_locked');
    expect(desk.hydra.traffic.count('createOAuth2Client')).toBe(0);
  });

  it('stores the secret before it answers', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let writing = () => {};
    const began = new Promise<void>((resolve) => {
      writing = resolve;
    });
    desk.vault.beforeWrite = () => {
      writing();
      return held;
    };
    let answered = false;
    const made = desk.ask('POST', CLIENTS, { client_id: 'app' }).then(() => {
      answered = true;
    });
    await began;
    await desk.hydra.traffic.seen('createOAuth2Client');
    expect(answered).toBe(false);
    release();
    await made;
    expect([...desk.vault.items.values()].join()).toContain(desk.hydra.clients.get('app').secrets[0]);
  });

  it('does not lose a secret that could not be stored: the next change writes it', async () => {
    await create({ client_id: 'other' });
    desk.vault.writeFault = new LatchkeyError('vault_full', 'Full.');
    expect((await desk.ask('POST', CLIENTS, { client_id: 'app' })).body.code).toBe('vault_full');
    desk.vault.writeFault = undefined;
    await desk.ask('POST', at('other', '/rotate-secret'));
    await desk.restart();
    expect(await secretOf()).toBe(desk.hydra.clients.get('app').secrets[0]);
  });
});

describe('who may see a secret', () => {
  it('the socket; never the window', async () => {
    await create({ client_secret: 'chosen-secret' });
    expect((await desk.ask('GET', at('app', '/secret'), undefined, 'window')).body.code).toBe('not_allowed');
    const seen = await desk.ask('GET', CLIENTS, undefined, 'window');
    expect(seen.body.clients).toHaveLength(1);
    expect(JSON.stringify(seen.body)).not.toContain('chosen-secret');
  });

  it('neither a log nor an error', async () => {
    await create({ client_secret: 'chosen-secret' });
    const refused = await desk.ask('PUT', at('app'), { client_secret: 'short', redirect_uris: ['https://a/#x'] });
    expect(JSON.stringify(refused.body)).not.toContain('short"');
    for (const value of desk.hydra.secretsSeen()) expect(desk.logged.join()).not.toContain(value);
  });
});

describe('bad input: the error has a code, a sentence and a hint, and nothing is sent', () => {
  it.each([
    ['a secret that is too short', { client_secret: 'abc' }, 'the client secret has 3 characters'],
    [
      'a malformed duration',
      { implicit_grant_id_token_lifespan: '1 hour' },
      "implicit_grant_id_token_lifespan must be a duration in Go's form",
    ],
    ['both forms of keys, one of them empty', { jwks: { keys: [] }, jwks_uri: 'https://a.example/jwks' }, undefined],
    [
      'both forms of keys, with a key',
      { jwks: { keys: [{ kty: 'EC', kid: 'a', use: 'sig', alg: 'ES256' }] }, jwks_uri: 'https://a.example/jwks' },
      'jwks and jwks_uri are both given',
    ],
    ['an unknown field', { client_nam: 'x' }, "a client has no field 'client_nam'"],
    ['a number for a string', { client_name: 5 }, 'client_name must be a string'],
    ['a string for a list', { redirect_uris: 'https://a.example' }, 'redirect_uris must be a list of strings'],
    ['a string for a flag', { skip_consent: 'true' }, 'skip_consent must be true or false'],
    ['a list for the key set', { jwks: [] }, 'jwks must be a JSON Web Key Set'],
  ])('%s', async (_what, client, sentence) => {
    const { status, body } = await desk.ask('POST', CLIENTS, client);
    if (sentence === undefined) return expect(status).toBe(201);
    expect(status).toBe(400);
    expect(body.code).toBe('client_invalid');
    expect(body.detail).toContain(sentence);
    expect(body.hint.length).toBeGreaterThan(10);
    expect(desk.hydra.traffic.count('createOAuth2Client')).toBe(0);
  });

  it.each([
    [[], 'the patch is empty'],
    [[{ op: 'replace', path: 'client_name', value: 'x' }], 'names no field'],
    [[{ op: 'replace', path: '/client_id', value: 'x' }], 'client_id cannot be changed'],
    [[{ op: 'add', path: '/client_secret', value: 'abc' }], 'at least 6 characters'],
    [[{ op: 'add', path: '/implicit_grant_id_token_lifespan', value: '5' }], "a duration in Go's form"],
  ])('the patch %j', async (patch, sentence) => {
    await create();
    const { body } = await desk.ask('PATCH', at('app'), patch);
    expect(body.code).toBe('client_invalid');
    expect(body.detail).toContain(sentence);
    expect(desk.hydra.traffic.count('patchOAuth2Client')).toBe(0);
  });

  it('an invalid lifespan, a different client ID, an ID of dots', async () => {
    await create();
    expect((await desk.ask('PUT', at('app', '/lifespans'), { client_name: '1h' })).body.detail).toContain(
      'not a lifespan',
    );
    expect((await desk.ask('PUT', at('app'), { client_id: 'b' })).body.detail).toContain('client ID cannot change');
    expect((await desk.ask('DELETE', `${CLIENTS}/%252e%252e`)).body.code).toBe('client_unknown');
  });

  it('quotes the reason if Hydra itself refuses', async () => {
    const { body } = await desk.ask('POST', CLIENTS, { redirect_uris: ['https://a.example/#x'] });
    expect(body).toMatchObject({ code: 'client_invalid', status: 400 });
    expect(body.detail).toContain('Redirect URIs must not contain fragments');
  });

  it('a client ID that is taken', async () => {
    await create();
    expect((await desk.ask('POST', CLIENTS, { client_id: 'app' })).body.code).toBe('client_exists');
  });
});

describe('problems with the admin API', () => {
  it('client not found', async () => {
    const { status, body } = await desk.ask('GET', at('nobody'));
    expect(status).toBe(404);
    expect(body).toMatchObject({ code: 'client_unknown', detail: "Hydra has no client 'nobody'." });
    expect(body.hint).toContain('latchkey clients list');
  });

  it.each(['', '/app'])('the public address instead of the admin one: %j', async (path) => {
    const url = `${CLIENTS}${path}?admin_url=${encodeURIComponent(desk.hydra.issuer)}`;
    const { body } = await desk.ask('GET', url);
    expect(body.code).toBe('admin_url_wrong');
    expect(body.detail).toContain(`is the public address of ${desk.hydra.issuer}`);
    expect(body.hint).toContain('4445');
  });

  it('a website that is not Hydra', async () => {
    const site = await startScriptedServer();
    site.routes.set('GET /admin/clients', { html: '<h1>Welcome</h1>' });
    const { body } = await desk.ask('GET', `${CLIENTS}?admin_url=${encodeURIComponent(site.origin)}`);
    expect(body.code).toBe('admin_url_wrong');
    const item = await desk.ask('GET', `${CLIENTS}/app?admin_url=${encodeURIComponent(site.origin)}`);
    expect(item.body).toMatchObject({ code: 'admin_url_wrong' });
    await site.close();
  });

  it('no one answers', async () => {
    await desk.hydra.pause();
    const { status, body } = await desk.ask('GET', CLIENTS);
    expect(status).toBe(503);
    expect(body.code).toBe('provider_unreachable');
    expect(body.detail).toContain('The admin API at 127.0.0.1');
    expect(body.hint).toContain('port-forward');
    await desk.hydra.resume();
  });

  it('a proxy that wants credentials, and transient errors', async () => {
    desk.hydra.traffic.fault('listOAuth2Clients', { kind: 'fail', status: 401, body: '<h1>401</h1>' });
    expect((await desk.ask('GET', CLIENTS)).body.code).toBe('provider_refused');
    desk.hydra.traffic.fault('listOAuth2Clients', { kind: 'fail', status: 502, body: '<h1>502</h1>' });
    expect((await desk.ask('GET', CLIENTS)).body.code).toBe('provider_error');
  });

  it('no admin URL at all, and one that would send secrets in the clear', async () => {
    await desk.ask('PATCH', '/v1/profiles/work', { settings: { admin_url: null } });
    expect((await desk.ask('GET', CLIENTS)).body.code).toBe('admin_url_missing');
    const plain = await desk.ask('GET', `${CLIENTS}?admin_url=http://hydra.example.com:4445`);
    expect(plain.body.code).toBe('profile_invalid');
    const found = await desk.ask('GET', `${CLIENTS}?admin_url=${encodeURIComponent(desk.hydra.adminUrl)}`);
    expect(found.status).toBe(200);
  });
});
