/** Revocation and userinfo: what is sent, and what each answer means. */

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Server } from '../../../src-main/core/provider/exchange.ts';
import type { Client } from '../../../src-main/core/provider/provider.ts';
import { secret } from '../../../src-main/core/secret.ts';
import type { OidcSettings } from '../../../src-main/providers/oidc/protocol/settings.ts';
import { oidc } from '../../../src-main/providers/oidc/provider.ts';
import { failure, failureCode } from '../../support/engine/provider-world.ts';
import { context, publicClient, type Scripted, startScripted } from './scripted.ts';

let scripted: Scripted;
let server: Server;
let client: Client;
let settings: OidcSettings;
const both = { refreshToken: secret('rt'), accessToken: secret('at') };

beforeAll(async () => {
  scripted = await startScripted();
  server = await scripted.server();
  client = publicClient(server);
  settings = { issuer: scripted.issuer };
});
afterAll(() => scripted.http.close());
beforeEach(() => {
  scripted.http.received.length = 0;
});

const revoked = () => scripted.http.received.map(({ form }) => form.get('token'));

describe('revocation', () => {
  it('F42: sends the refresh token first, with its hint, then the access token', async () => {
    scripted.http.routes.set('POST /revoke', { status: 200 });
    expect(await oidc.revoke({ context, server, settings, client }, both)).toBe('revoked');
    expect(scripted.http.received.map(({ form }) => Object.fromEntries(form))).toEqual([
      { token: 'rt', token_type_hint: 'refresh_token', client_id: 'latchkey-test' },
      { token: 'at', token_type_hint: 'access_token', client_id: 'latchkey-test' },
    ]);
  });

  it('F42: the sign-in ends even if the server cannot revoke access tokens', async () => {
    scripted.http.routes.set('POST /revoke', ({ form }) =>
      form.get('token') === 'rt' ? { status: 200 } : { status: 400, json: { error: 'unsupported_token_type' } },
    );
    expect(await oidc.revoke({ context, server, settings, client }, both)).toBe('revoked');
    expect(await oidc.revoke({ context, server, settings, client }, { accessToken: both.accessToken })).toBe(
      'unsupported',
    );
  });

  it('F42: 503 means that the token is still live, and the error says when to try again', async () => {
    scripted.http.routes.set('POST /revoke', { status: 503, headers: { 'retry-after': '120' } });
    const failed = await failure(oidc.revoke({ context, server, settings, client }, both));
    expect(failed.code).toBe('provider_error');
    expect(failed.message).toContain('120 s');
    expect(revoked()).toEqual(['rt']);
  });

  it('F42: without an endpoint it is unsupported, and nothing is sent', async () => {
    const without = await scripted.server({ revocation_endpoint: undefined });
    scripted.http.received.length = 0;
    expect(await oidc.revoke({ context, server: without, settings, client }, both)).toBe('unsupported');
    expect(scripted.http.received).toEqual([]);
  });

  it('F35, F39: a redirect is not followed; a refused client is reported as such', async () => {
    scripted.http.routes.set('POST /revoke', { status: 302, headers: { location: `${scripted.issuer}/elsewhere` } });
    expect(await failureCode(oidc.revoke({ context, server, settings, client }, both))).toBe('provider_error');
    expect(scripted.http.received.map(({ path }) => path)).toEqual(['/revoke']);
    scripted.http.routes.set('POST /revoke', { status: 401, json: { error: 'invalid_client' } });
    expect(await failureCode(oidc.revoke({ context, server, settings, client }, both))).toBe('client_rejected');
  });
});

describe('userinfo', () => {
  const identify = () => Promise.resolve(oidc.identify?.({ context, server, settings }, both.accessToken));

  it('F50: sends the token in a header, never in the address', async () => {
    scripted.http.routes.set('GET /userinfo', { json: { sub: 'ada', preferred_username: 'al', groups: ['x'] } });
    expect(await identify()).toEqual({ subject: 'ada', username: 'al' });
    const { headers, text, path } = scripted.http.last('/userinfo');
    expect(headers['authorization']).toBe('Bearer at');
    expect(`${path}${text}`).not.toContain('at=');
  });

  it('is undefined if there is no way to know', async () => {
    for (const reply of [
      { json: { name: 'No subject' } },
      { html: 'x' },
      { status: 403, json: { error: 'insufficient_scope' } },
    ]) {
      scripted.http.routes.set('GET /userinfo', reply);
      expect(await identify()).toBeUndefined();
    }
    const without = await scripted.server({ userinfo_endpoint: undefined });
    expect(await oidc.identify?.({ context, server: without, settings }, both.accessToken)).toBeUndefined();
  });

  it('F39: a 500 is a transient error, and a rejected token is a refusal', async () => {
    scripted.http.routes.set('GET /userinfo', { status: 500 });
    expect(await failureCode(identify())).toBe('provider_error');
    scripted.http.routes.set('GET /userinfo', { status: 401 });
    expect(await failureCode(identify())).toBe('provider_refused');
  });
});
