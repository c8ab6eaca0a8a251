/** Presets for well-known providers: each gives settings that the provider accepts, and GitHub's peculiarities are understood. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../../src-main/core/provider/provider.ts';
import { secret } from '../../src-main/core/secret.ts';
import { oidc } from '../../src-main/providers/oidc/provider.ts';
import { presets } from '../../src-main/providers/presets.ts';
import { failureCode, world } from '../support/engine/provider-world.ts';
import { type ScriptedServer, startScriptedServer } from '../support/http/scripted-server.ts';
import { DEVICE } from './oidc/scripted.ts';

const filled = (settings: object, tenant: string) =>
  JSON.parse(JSON.stringify(settings).replaceAll('{tenant}', tenant));

describe.each(presets)('$title', ({ tenant, settings, notes, provider }) => {
  const example = tenant?.example ?? '';

  it('gives settings that the provider accepts', () => {
    expect(provider).toBe('oidc');
    expect(JSON.stringify(settings).includes('{tenant}')).toBe(tenant !== undefined);
    expect(oidc.settings.safeParse({ ...filled(settings, example), client_id: 'x' }).error).toBeUndefined();
  });

  it('gives an example of its tenant, and a source for each peculiarity', () => {
    if (tenant) expect(example).toMatch(new RegExp(`^(?:${tenant.pattern})$`));
    expect(notes.length).toBeGreaterThan(0);
    for (const { source } of notes) expect(source).toMatch(/^https:\/\//);
  });
});

describe('tenants', () => {
  const pattern = (name: string) =>
    new RegExp(`^(?:${presets.find((preset) => preset.name === name)?.tenant?.pattern})$`);

  it('Entra accepts only a directory ID, because other names publish another issuer', () => {
    expect(pattern('entra').test('common')).toBe(false);
    expect(pattern('entra').test('contoso.onmicrosoft.com')).toBe(false);
  });

  it('a domain cannot smuggle in a path or another host', () => {
    for (const bad of ['evil.example/x', 'a.example?x', 'user@evil.example', 'a b.example', '']) {
      expect(pattern('okta').test(bad)).toBe(false);
      expect(pattern('auth0').test(bad)).toBe(false);
    }
    expect(pattern('keycloak').test('id.example.com/auth/realms/main')).toBe(true);
    expect(pattern('keycloak').test('id.example.com')).toBe(false);
  });
});

describe('a server without metadata, such as GitHub', () => {
  const { context } = world();
  let http: ScriptedServer;
  let settings: {
    issuer: string;
    client_id: string;
    endpoints: { token_endpoint: string; device_authorization_endpoint: string };
    poll_margin: number;
  };
  beforeAll(async () => {
    http = await startScriptedServer();
    settings = {
      issuer: http.origin,
      client_id: 'app',
      endpoints: { token_endpoint: `${http.origin}/token`, device_authorization_endpoint: `${http.origin}/device` },
      poll_margin: 1,
    };
  });
  afterAll(() => http.close());

  const ready = async () => {
    const server = await oidc.discover(context, settings);
    const client = oidc.configuredClient(server, settings, {}) as Client;
    return { server, client };
  };
  const poll = async (json: object) => {
    http.routes.set('POST /token', { json });
    const { server, client } = await ready();
    return oidc.pollDevice({ context, server, settings, client }, DEVICE);
  };

  it('is not asked for metadata, and is polled one second more slowly', async () => {
    const { server, client } = await ready();
    expect(server.flows).toEqual(['device']);
    expect(http.received).toEqual([]);
    const device = {
      device_code: 'd',
      user_code: 'WDJB-MJHT',
      verification_uri: 'https://github.com/login/device',
      expires_in: 899,
      interval: 5,
    };
    http.routes.set('POST /device', { json: device });
    expect((await oidc.startDevice({ context, server, settings, client })).intervalS).toBe(6);
    // Without this header, the answer is form-encoded.
    expect(http.last('/device').headers['accept']).toBe('application/json');
  });

  it('F5, F6, F7: sends its errors with status 200', async () => {
    expect((await poll({ error: 'authorization_pending', error_description: 'Pending.' })).kind).toBe('pending');
    expect((await poll({ error: 'slow_down', interval: 10 })).kind).toBe('slow-down');
    expect(await failureCode(poll({ error: 'access_denied' }))).toBe('sign_in_denied');
    expect(await failureCode(poll({ error: 'expired_token' }))).toBe('code_expired');
    expect(await failureCode(poll({ error: 'incorrect_client_credentials' }))).toBe('client_rejected');
    expect((await poll({ access_token: 'gho_token', token_type: 'bearer', scope: 'read:user' })).kind).toBe('tokens');
  });

  it('F41: ends a sign-in with bad_refresh_token', async () => {
    http.routes.set('POST /token', { json: { error: 'bad_refresh_token' } });
    const { server, client } = await ready();
    expect(await failureCode(oidc.refresh({ context, server, settings, client }, secret('ghr_token')))).toBe(
      'sign_in_needed',
    );
  });

  it('other endpoints mean another sign-in: a refresh token is only sent where it came from', () => {
    const other = { ...settings, endpoints: { ...settings.endpoints, token_endpoint: 'https://evil.example/token' } };
    expect(oidc.signInKey?.(other)).not.toBe(oidc.signInKey?.(settings));
  });

  it('F35: an endpoint that is not https is refused', () => {
    const endpoints = { token_endpoint: 'http://github.example/token' };
    expect(oidc.settings.safeParse({ issuer: 'https://github.example', endpoints }).success).toBe(false);
  });
});
