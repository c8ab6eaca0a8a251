/** Dynamic registration and its management: what is sent, and how the answers are used. */

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Server } from '../../../src-main/core/provider/exchange.ts';
import type { Client } from '../../../src-main/core/provider/provider.ts';
import { secret } from '../../../src-main/core/secret.ts';
import { oidc } from '../../../src-main/providers/oidc/provider.ts';
import { failure, failureCode } from '../../support/engine/provider-world.ts';
import { context, DEVICE_GRANT, type Scripted, startScripted } from './scripted.ts';

/** A redirect with its own port, above those that Linux assigns automatically. */
const WITH_PORT = expect.stringMatching(/^http:\/\/127\.0\.0\.1:6\d{4}\/callback$/);
const GRANTS = [DEVICE_GRANT, 'authorization_code', 'refresh_token'];
let scripted: Scripted;
let server: Server;
let settings: { issuer: string };

beforeAll(async () => {
  scripted = await startScripted();
  settings = { issuer: scripted.issuer };
  server = await scripted.server();
});
afterAll(() => scripted.http.close());
beforeEach(() => void returning({}));

const returning = (changes: Readonly<Record<string, unknown>>, status = 201) => {
  const json = { client_id: 'made', grant_types: GRANTS, token_endpoint_auth_method: 'none', ...changes };
  scripted.http.routes.set('POST /register', { status, json });
};
const register = (at = server, wanted: Readonly<Record<string, unknown>> = {}) =>
  oidc.register({ context, server: at, settings: { ...settings, ...wanted } }, 'device', {});
const sent = (): Record<string, unknown> => JSON.parse(scripted.http.last('/register').text);

describe('what is sent', () => {
  it('F18, F22, F26: one JSON request for a public native client for both flows', async () => {
    await register();
    const { headers } = scripted.http.last('/register');
    expect(headers['content-type']).toBe('application/json');
    expect(headers['authorization']).toBeUndefined();
    expect(sent()).toEqual({
      client_name: 'Latchkey',
      application_type: 'native',
      grant_types: GRANTS,
      response_types: ['code'],
      redirect_uris: [WITH_PORT, 'http://127.0.0.1/callback'],
      token_endpoint_auth_method: 'none',
      scope: 'openid offline_access',
    });
  });

  it('F26: grants and response types match, and do not exceed what the server supports', async () => {
    const grant_types_supported = [DEVICE_GRANT];
    await register(await scripted.server({ grant_types_supported }));
    expect(sent()).toMatchObject({ grant_types: [DEVICE_GRANT], response_types: [] });
    expect(sent()).not.toHaveProperty('redirect_uris');
  });

  it('F18, F34: a server that does not list `none` gets a method it supports, or Basic if it lists none', async () => {
    const cases = [
      [undefined, 'client_secret_basic'],
      [['client_secret_post', 'private_key_jwt'], 'client_secret_post'],
      [['client_secret_post', 'client_secret_basic'], 'client_secret_basic'],
    ] as const;
    for (const [token_endpoint_auth_methods_supported, method] of cases) {
      await register(await scripted.server({ token_endpoint_auth_methods_supported }));
      expect(sent()['token_endpoint_auth_method']).toBe(method);
    }
  });

  it('F22: the initial access token is sent as a bearer token; an invalid one is not sent', async () => {
    await oidc.register({ context, server, settings }, 'device', { initialAccessToken: secret('i.a-t') });
    expect(scripted.http.last('/register').headers['authorization']).toBe('Bearer i.a-t');
    const before = scripted.http.received.length;
    const broken = oidc.register({ context, server, settings }, 'device', { initialAccessToken: secret('i\na t') });
    expect(await failureCode(broken)).toBe('registration_unauthorized');
    expect(scripted.http.received.length).toBe(before);
  });

  it('F44: the configured redirect is registered', async () => {
    await register(server, { redirect_uri: 'http://[::1]/cb' });
    expect(sent()['redirect_uris']).toEqual([expect.stringMatching(/^http:\/\/\[::1\]:\d{5}\/cb$/), 'http://[::1]/cb']);
    await register(server, { redirect_uri: 'http://127.0.0.1:8765/cb' });
    expect(sent()['redirect_uris']).toEqual(['http://127.0.0.1:8765/cb']);
  });

  it('inputs N8: the redirect to listen on is exactly the registered one, including its port', async () => {
    returning({ redirect_uris: ['http://127.0.0.1/callback', 'http://127.0.0.1:61234/callback'] });
    expect((await register()).redirectUri).toBe('http://127.0.0.1:61234/callback');
    returning({ redirect_uris: ['https://elsewhere.example/callback'] });
    expect((await register()).redirectUri).toBeUndefined();
    returning({ redirect_uris: ['http://127.0.0.1/callback'] });
    expect((await register()).redirectUri).toBe('http://127.0.0.1/callback');
  });
});

describe('the answer', () => {
  it('F23: may have status 200, and its metadata is what is used', async () => {
    returning({ grant_types: [DEVICE_GRANT], scope: 'openid', client_name: 'Renamed' }, 200);
    const client = await register();
    expect(client).toMatchObject({ flows: ['device'], metadata: { client_name: 'Renamed', scope: 'openid' } });
    scripted.http.routes.set('POST /device', { status: 400, json: { error: 'invalid_request' } });
    await failureCode(oidc.startDevice({ context, server, settings, client }));
    expect(scripted.http.last('/device').form.get('scope')).toBe('openid');
    expect(oidc.registrationOutdated?.(server, settings, client)).toBe(false);
  });

  it('F23: a client that may not use its intended flow is refused', async () => {
    returning({ grant_types: ['authorization_code'] });
    const failed = await failure(register());
    expect(failed.code).toBe('registration_refused');
    expect(failed.message).toContain('device');
  });

  it('F26: omitted members get their defaults: Basic and the authorization code grant', async () => {
    const json = { client_id: 'made', client_secret: 'made-secret' };
    scripted.http.routes.set('POST /register', { status: 201, json });
    const client = await oidc.register({ context, server, settings }, 'browser', {});
    expect(client).toMatchObject({ authMethod: 'client_secret_basic', flows: ['browser'] });
    expect(client.clientSecret?.reveal()).toBe('made-secret');
  });

  it('a method without the secret it needs means a public client; an unsupported method is refused', async () => {
    returning({ token_endpoint_auth_method: 'client_secret_basic' });
    expect((await register()).authMethod).toBe('none');
    returning({ token_endpoint_auth_method: 'private_key_jwt' });
    expect((await failure(register())).message).toContain('private_key_jwt');
  });

  it('F24: an expiry of 0, or no expiry, means never; any other value is a timestamp in seconds', async () => {
    const withSecret = { client_secret: 's', token_endpoint_auth_method: 'client_secret_post' };
    for (const client_secret_expires_at of [0, undefined, null]) {
      returning({ ...withSecret, client_secret_expires_at });
      expect((await register()).secretExpiresAtMs).toBeUndefined();
    }
    returning({ ...withSecret, client_secret_expires_at: 1_900_000_000 });
    expect((await register()).secretExpiresAtMs).toBe(1_900_000_000_000);
  });

  it('F50: the stored metadata contains no secret', async () => {
    const members = { client_secret: 'very-secret', registration_access_token: 'rat-secret' };
    returning({
      ...members,
      token_endpoint_auth_method: 'client_secret_post',
      registration_client_uri: 'https://a.example/c',
    });
    expect(JSON.stringify(await register())).not.toMatch(/very-secret|rat-secret/);
  });

  it('F27, F35: the registration token is kept only together with a safe address', async () => {
    returning({ registration_access_token: 'rat', registration_client_uri: 'http://a.example/c' });
    expect(await register()).not.toHaveProperty('registrationAccessToken');
    returning({ registration_access_token: 'rat' });
    expect(await register()).not.toHaveProperty('registrationAccessToken');
  });
});

describe('refusals', () => {
  const refusing = (status: number, json: unknown) => scripted.http.routes.set('POST /register', { status, json });

  it('F25: each of the four errors is distinguished and keeps the description from the server', async () => {
    const codes = [
      'invalid_redirect_uri',
      'invalid_client_metadata',
      'invalid_software_statement',
      'unapproved_software_statement',
    ];
    for (const error of codes) {
      refusing(400, { error, error_description: 'This will not do.' });
      const failed = await failure(register());
      expect(failed.code).toBe(error);
      expect(failed.message).toContain(`${error}: This will not do`);
    }
  });

  it('401 and 403 mean that an initial access token is needed; 404 or no endpoint means no registration', async () => {
    for (const status of [401, 403]) {
      refusing(status, { error: 'The request could not be authorized' });
      expect(await failureCode(register())).toBe('registration_unauthorized');
    }
    scripted.http.routes.set('POST /register', { status: 404, html: 'Dynamic registration is not enabled.' });
    expect(await failureCode(register())).toBe('registration_disabled');
    expect(await failureCode(register(await scripted.server({ registration_endpoint: undefined })))).toBe(
      'registration_disabled',
    );
  });

  it('F25: an error that is a sentence is still a refusal', async () => {
    refusing(400, { error: 'The requested scope is not welcome', error_description: 'Scope x is not welcome' });
    const failed = await failure(register());
    expect(failed.code).toBe('registration_refused');
    expect(failed.message).toContain('Scope x is not welcome');
  });

  it('F35, F39: a redirect, a 5xx, a page or an answer without a client is a transient error', async () => {
    const replies = [
      { status: 307, headers: { location: 'https://b.example' } },
      { status: 500 },
      { status: 400, html: 'x' },
      { status: 201, json: {} },
    ];
    for (const reply of replies) {
      scripted.http.routes.set('POST /register', reply);
      expect(await failureCode(register())).toBe('provider_error');
    }
  });
});

describe('management', () => {
  let client: Client;
  const uri = '/register/made';
  beforeEach(async () => {
    const management = { registration_access_token: 'rat-1', registration_client_uri: `${scripted.issuer}${uri}` };
    returning({
      ...management,
      client_secret: 'secret-1',
      client_secret_expires_at: 1_900_000_000,
      client_id_issued_at: 1_700_000_000,
      token_endpoint_auth_method: 'client_secret_basic',
      contacts: ['ops@example.com'],
      logo_uri: null,
    });
    client = await register();
  });
  const manage = (method: string, reply: { status?: number; json?: unknown; html?: string }) =>
    scripted.http.routes.set(`${method} ${uri}`, reply);
  const read = () =>
    oidc.readRegistration?.({ context, server, settings, client }) ?? Promise.reject(new Error('none'));
  const update = (wanted: Readonly<Record<string, unknown>> = {}) =>
    oidc.updateRegistration?.({ context, server, settings: { ...settings, ...wanted }, client }) ??
    Promise.reject(new Error('none'));
  const remove = () => oidc.deleteRegistration?.({ context, server, settings, client });

  it('F27: reading returns the new secret and token; what is left out stays unchanged', async () => {
    manage('GET', { json: { client_id: 'made', client_secret: 'secret-2', grant_types: GRANTS } });
    const now = await read();
    expect(scripted.http.last(uri).headers['authorization']).toBe('Bearer rat-1');
    expect(now.clientSecret?.reveal()).toBe('secret-2');
    expect(now.registrationAccessToken?.reveal()).toBe('rat-1');
    expect(oidc.registrationOutdated?.(server, settings, now)).toBe(false);
    manage('GET', { json: { client_id: 'made', registration_access_token: 'rat-2', grant_types: GRANTS } });
    const later = await read();
    expect(later.clientSecret?.reveal()).toBe('secret-1');
    expect(later.registrationAccessToken?.reveal()).toBe('rat-2');
    expect(later.registrationClientUri).toBe(`${scripted.issuer}${uri}`);
  });

  it("F28: an update sends all metadata and the client ID, but none of the server's own members", async () => {
    manage('PUT', { json: { client_id: 'made', registration_access_token: 'rat-2', grant_types: GRANTS } });
    const now = await update({ scopes: ['openid', 'email'] });
    const body: unknown = JSON.parse(scripted.http.last(uri).text);
    expect(body).toEqual({
      client_id: 'made',
      client_name: 'Latchkey',
      application_type: 'native',
      grant_types: GRANTS,
      response_types: ['code'],
      redirect_uris: [WITH_PORT, 'http://127.0.0.1/callback'],
      token_endpoint_auth_method: 'client_secret_basic',
      scope: 'openid email',
      contacts: ['ops@example.com'],
    });
    expect(now.registrationAccessToken?.reveal()).toBe('rat-2');
    expect(oidc.registrationOutdated?.(server, { ...settings, scopes: ['email', 'openid'] }, now)).toBe(false);
    expect(oidc.registrationOutdated?.(server, settings, now)).toBe(true);
  });

  it('F29: 401 on read or update means that the client is gone; 405 that it is not supported', async () => {
    for (const [status, code] of [
      [401, 'client_rejected'],
      [405, 'registration_refused'],
      [503, 'provider_error'],
    ] as const) {
      for (const method of ['GET', 'PUT']) manage(method, { status, json: { error: 'invalid_token' } });
      expect(await failureCode(read())).toBe(code);
      expect(await failureCode(update())).toBe(code);
    }
  });

  it('F29: a deletion succeeds with 204, or if the client was already gone; 405 means unsupported', async () => {
    for (const [status, outcome] of [
      [204, 'gone'],
      [200, 'gone'],
      [401, 'gone'],
      [405, 'unsupported'],
    ] as const) {
      manage('DELETE', { status });
      expect(await remove()).toBe(outcome);
    }
    manage('DELETE', { status: 503 });
    expect(await failureCode(Promise.resolve(remove()))).toBe('provider_error');
  });

  it('F30: other scopes or another redirect make it outdated', () => {
    expect(oidc.registrationOutdated?.(server, settings, client)).toBe(false);
    expect(oidc.registrationOutdated?.(server, { ...settings, redirect_uri: 'http://[::1]/x' }, client)).toBe(true);
    expect(oidc.registrationOutdated?.(server, { ...settings, scopes: ['openid'] }, client)).toBe(true);
  });
});

describe('a configured client', () => {
  const configured = (wanted: Readonly<Record<string, unknown>>, clientSecret?: string, at = server) =>
    oidc.configuredClient(at, { ...settings, ...wanted }, clientSecret ? { clientSecret: secret(clientSecret) } : {});

  it('exists only if the settings name one', () => {
    expect(configured({})).toBeUndefined();
    expect(configured({ client_id: 'mine' })).toMatchObject({
      source: 'configured',
      clientId: 'mine',
      authMethod: 'none',
    });
  });

  it('F34, F38: uses the configured method, otherwise one that the server supports, otherwise Basic', async () => {
    const post = await scripted.server({ token_endpoint_auth_methods_supported: ['client_secret_post'] });
    const quiet = await scripted.server({ token_endpoint_auth_methods_supported: undefined });
    const method = 'client_secret_post';
    expect(configured({ client_id: 'mine', token_endpoint_auth_method: method }, 's')?.authMethod).toBe(method);
    expect(configured({ client_id: 'mine' }, 's', post)?.authMethod).toBe(method);
    expect(configured({ client_id: 'mine' }, 's', quiet)?.authMethod).toBe('client_secret_basic');
  });

  it('reports a missing secret if the method needs one', async () => {
    const lacking = async () => configured({ client_id: 'mine', token_endpoint_auth_method: 'client_secret_basic' });
    const failed = await failure(lacking());
    expect(failed.code).toBe('profile_invalid');
    expect(failed.message).toContain('mine');
  });
});
