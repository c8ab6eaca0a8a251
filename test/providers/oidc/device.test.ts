/** Device authorization: what is sent, what is accepted, and what each answer to a poll means. */

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Server } from '../../../src-main/core/provider/exchange.ts';
import type { Client } from '../../../src-main/core/provider/provider.ts';
import { oidc } from '../../../src-main/providers/oidc/provider.ts';
import { failure, failureCode, world } from '../../support/engine/provider-world.ts';
import { context, DEVICE, DEVICE_GRANT, publicClient, type Scripted, secretClient, startScripted } from './scripted.ts';

let scripted: Scripted;
let server: Server;
let client: Client;
const ANSWER = {
  device_code: 'dc',
  user_code: 'ABCD-EFGH',
  verification_uri: 'https://id.example.com/device',
  verification_uri_complete: 'https://id.example.com/device?c=ABCD-EFGH',
  expires_in: 600,
  interval: 7,
};

beforeAll(async () => {
  scripted = await startScripted();
  server = await scripted.server();
  client = publicClient(server);
});
afterAll(() => scripted.http.close());
beforeEach(() => void scripted.http.routes.set('POST /device', { json: ANSWER }));

const start = (settings: Readonly<Record<string, unknown>> = {}, as = client) =>
  oidc.startDevice({ context, server, settings: { issuer: scripted.issuer, ...settings }, client: as });
const answering = (changes: Readonly<Record<string, unknown>>) =>
  scripted.http.routes.set('POST /device', { json: { ...ANSWER, ...changes } });

/** A person reads what precedes the @ as the host. */
const WITH_USER_INFO = ['https://accounts.google.com@evil.example/device', 'https://:x@evil.example/device'];

describe('requesting a code', () => {
  it('F1: sends client_id and scope once each, as a form, and nothing else', async () => {
    await start();
    const { form, headers } = scripted.http.last('/device');
    expect([...form].sort()).toEqual([
      ['client_id', 'latchkey-test'],
      ['scope', 'openid offline_access'],
    ]);
    expect(headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/);
    expect(headers['authorization']).toBeUndefined();
  });

  it('F1: sends no scope if the list is empty, and the audience if one is set', async () => {
    await start({ scopes: [], audience: 'api' });
    expect(Object.fromEntries(scripted.http.last('/device').form)).toEqual({
      client_id: 'latchkey-test',
      audience: 'api',
    });
  });

  it('F49: requests offline access only if the server lists it, but always requests the configured scopes', async () => {
    const small = await scripted.server({ scopes_supported: ['openid', 'email'] });
    await oidc.startDevice({ context, server: small, settings: { issuer: scripted.issuer }, client });
    expect(scripted.http.last('/device').form.get('scope')).toBe('openid');
    await oidc.startDevice({
      context,
      server: small,
      settings: { issuer: scripted.issuer, scopes: ['custom'] },
      client,
    });
    expect(scripted.http.last('/device').form.get('scope')).toBe('custom');
  });

  it('F38: authenticates the client with one method only', async () => {
    await start({}, secretClient(server, 'client_secret_basic'));
    const basic = scripted.http.last('/device');
    // RFC 6749 section 2.3.1: both parts are form-encoded before they are joined.
    expect(basic.headers['authorization']).toBe(`Basic ${btoa('id+with%3Acolon:s%25cret%2F%2B+value')}`);
    expect(basic.form.has('client_secret')).toBe(false);
    await start({}, secretClient(server, 'client_secret_post'));
    const post = scripted.http.last('/device');
    expect(post.headers['authorization']).toBeUndefined();
    expect(post.form.getAll('client_secret')).toEqual(['s%cret/+ value']);
    expect(post.form.getAll('client_id')).toEqual(['id with:colon']);
  });

  it('F2: reads every member of the answer', async () => {
    expect(await start()).toMatchObject({
      userCode: 'ABCD-EFGH',
      verificationUri: 'https://id.example.com/device',
      verificationUriComplete: 'https://id.example.com/device?c=ABCD-EFGH',
      expiresInS: 600,
      intervalS: 7,
    });
  });

  it('F2: a missing or invalid interval means 5 s; the complete link may be missing', async () => {
    for (const interval of [undefined, null, 0, -1, 'soon']) {
      answering({ interval, verification_uri_complete: undefined });
      const device = await start();
      expect(device.intervalS).toBe(5);
      expect(device.verificationUriComplete).toBeUndefined();
    }
  });

  it('F2: a missing required member is a transient error that names it', async () => {
    for (const member of ['device_code', 'user_code', 'verification_uri', 'expires_in']) {
      answering({ [member]: undefined });
      const error = await failure(start());
      expect(error.code).toBe('provider_error');
      expect(error.message).toContain(member);
    }
  });

  it('F3, security 18: never accepts a link that is not https, one with user info, or a code that cannot be typed', async () => {
    const bad = [
      ...WITH_USER_INFO,
      'http://id.example.com/device',
      'javascript:alert(1)',
      'file:///etc/passwd',
      'device',
    ];
    for (const link of [...bad, `https://id.example.com/${'x'.repeat(5000)}`]) {
      answering({ verification_uri: link });
      expect(await failureCode(start())).toBe('provider_error');
      // The complete link is a convenience: a bad one is left out, and the code still works.
      answering({ verification_uri_complete: link });
      expect((await start()).verificationUriComplete).toBeUndefined();
    }
    answering({ user_code: 'AB\u001b[2J' });
    expect(await failureCode(start())).toBe('provider_error');
  });

  it('F3: accepts an http link on loopback in test mode only', async () => {
    answering({ verification_uri: `${scripted.issuer}/enter` });
    expect((await start()).verificationUri).toBe(`${scripted.issuer}/enter`);
    const strict = world({
      allowLoopbackHttp: false,
      fetch: (_, init) => context.fetch(`${scripted.issuer}/device`, init),
    }).context;
    const device_authorization_endpoint = 'https://id.example.com/device';
    const metadata = { ...server.metadata, device_authorization_endpoint };
    const tls = { ...server, issuer: 'https://id.example.com', metadata };
    expect(
      await failureCode(oidc.startDevice({ context: strict, server: tls, settings: { issuer: tls.issuer }, client })),
    ).toBe('provider_error');
  });

  it('F7: a refusal gets the matching code and says why', async () => {
    const refusals = [
      ['invalid_client', 401, 'client_rejected'],
      ['unauthorized_client', 400, 'client_rejected'],
      ['invalid_scope', 400, 'invalid_scope'],
      ['something_else', 400, 'provider_refused'],
      ['temporarily_unavailable', 400, 'provider_error'],
    ] as const;
    for (const [error, status, code] of refusals) {
      const headers = status === 401 ? { 'www-authenticate': 'Basic realm="x"' } : {};
      scripted.http.routes.set('POST /device', { status, headers, json: { error, error_description: 'Not this way' } });
      const failed = await failure(start());
      expect(failed.code).toBe(code);
      expect(failed.message).toContain(`${error}: Not this way`);
    }
  });
});

describe('a poll', () => {
  const poll = (as = client) =>
    oidc.pollDevice({ context, server, settings: { issuer: scripted.issuer }, client: as }, DEVICE);
  const refusing = (error: string, status = 400, headers: Readonly<Record<string, string>> = {}) =>
    scripted.http.routes.set('POST /token', { status, headers, json: { error } });

  it('F4: sends the grant type, the device code and the client ID, and nothing else', async () => {
    refusing('authorization_pending');
    await poll();
    expect([...scripted.http.last('/token').form].sort()).toEqual([
      ['client_id', 'latchkey-test'],
      ['device_code', 'the-device-code'],
      ['grant_type', DEVICE_GRANT],
    ]);
  });

  it('F5, F6: distinguishes pending from slow down, and passes on how long to wait', async () => {
    refusing('authorization_pending');
    expect(await poll()).toEqual({ kind: 'pending' });
    refusing('slow_down');
    expect(await poll()).toEqual({ kind: 'slow-down' });
    refusing('slow_down', 400, { 'retry-after': '17' });
    expect(await poll()).toEqual({ kind: 'slow-down', retryAfterS: 17 });
    refusing('authorization_pending', 400, { 'retry-after': new Date(Date.now() + 30_000).toUTCString() });
    const dated = await poll();
    expect(dated.kind === 'pending' && dated.retryAfterS).toBeGreaterThanOrEqual(28);
    scripted.http.routes.set('POST /token', { status: 429, html: 'Too many', headers: { 'retry-after': '9' } });
    expect(await poll()).toEqual({ kind: 'slow-down', retryAfterS: 9 });
  });

  it('F7: denial (even with status 403), expiry and every other error end the sign-in', async () => {
    const endings = [
      ['access_denied', 400, 'sign_in_denied'],
      ['access_denied', 403, 'sign_in_denied'],
      ['expired_token', 400, 'code_expired'],
      ['invalid_client', 401, 'client_rejected'],
      ['invalid_grant', 400, 'provider_refused'],
      ['unheard_of', 400, 'provider_refused'],
    ] as const;
    for (const [error, status, code] of endings) {
      refusing(error, status);
      expect(await failureCode(poll())).toBe(code);
    }
  });

  it('F9: a transient error does not end the sign-in', async () => {
    refusing('access_denied', 503);
    expect(await failureCode(poll())).toBe('provider_error');
    scripted.http.routes.set('POST /token', { status: 400, html: '<html>Proxy</html>' });
    expect(await failureCode(poll())).toBe('provider_error');
  });
});
