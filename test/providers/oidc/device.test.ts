/** Device authorization: what is sent, what is taken, and what each answer to a poll means. */

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

describe('asking for a code', () => {
  it('F1: sends client_id and scope once each as a form, and nothing else', async () => {
    await start();
    const { form, headers } = scripted.http.last('/device');
    expect([...form].sort()).toEqual([
      ['client_id', 'latchkey-test'],
      ['scope', 'openid offline_access'],
    ]);
    expect(headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/);
    expect(headers['authorization']).toBeUndefined();
  });

  it('F1: sends no scope when none is wanted, and the audience when one is set', async () => {
    await start({ scopes: [], audience: 'api' });
    expect(Object.fromEntries(scripted.http.last('/device').form)).toEqual({
      client_id: 'latchkey-test',
      audience: 'api',
    });
  });

  it('F49: asks for offline access only where the server lists it, and for what the person names in any case', async () => {
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

  it('F38: proves the client with one method only', async () => {
    await start({}, secretClient(server, 'client_secret_basic'));
    const basic = scripted.http.last('/device');
    // RFC 6749 section 2.3.1: both parts form-encoded before they are joined.
    expect(basic.headers['authorization']).toBe(`Basic ${btoa('id+with%3Acolon:s%25cret%2F%2B+value')}`);
    expect(basic.form.has('client_secret')).toBe(false);
    await start({}, secretClient(server, 'client_secret_post'));
    const post = scripted.http.last('/device');
    expect(post.headers['authorization']).toBeUndefined();
    expect(post.form.getAll('client_secret')).toEqual(['s%cret/+ value']);
    expect(post.form.getAll('client_id')).toEqual(['id with:colon']);
  });

  it('F2: takes the answer as it is', async () => {
    expect(await start()).toMatchObject({
      userCode: 'ABCD-EFGH',
      verificationUri: 'https://id.example.com/device',
      verificationUriComplete: 'https://id.example.com/device?c=ABCD-EFGH',
      expiresInS: 600,
      intervalS: 7,
    });
  });

  it('F2: the interval is 5 s when none or nonsense is given; the complete link may be missing', async () => {
    for (const interval of [undefined, null, 0, -1, 'soon']) {
      answering({ interval, verification_uri_complete: undefined });
      const device = await start();
      expect(device.intervalS).toBe(5);
      expect(device.verificationUriComplete).toBeUndefined();
    }
  });

  it('F2: a missing member is named and is a transient error', async () => {
    for (const member of ['device_code', 'user_code', 'verification_uri', 'expires_in']) {
      answering({ [member]: undefined });
      const error = await failure(start());
      expect(error.code).toBe('provider_error');
      expect(error.message).toContain(member);
    }
  });

  it('F3: never takes a link that is not https, nor a code that cannot be typed', async () => {
    const bad = ['http://id.example.com/device', 'javascript:alert(1)', 'file:///etc/passwd', 'device'];
    for (const link of [...bad, `https://id.example.com/${'x'.repeat(5000)}`]) {
      answering({ verification_uri: link });
      expect(await failureCode(start())).toBe('provider_error');
      // The complete link is a convenience: a bad one is left out, the code still works.
      answering({ verification_uri_complete: link });
      expect((await start()).verificationUriComplete).toBeUndefined();
    }
    answering({ user_code: 'AB\u001b[2J' });
    expect(await failureCode(start())).toBe('provider_error');
  });

  it('F3: takes an http link on loopback in test mode only', async () => {
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

  it('F7: a refusal says why, in the code that fits', async () => {
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

  it('F4: sends the grant type, the device code and the client id, and nothing else', async () => {
    refusing('authorization_pending');
    await poll();
    expect([...scripted.http.last('/token').form].sort()).toEqual([
      ['client_id', 'latchkey-test'],
      ['device_code', 'the-device-code'],
      ['grant_type', DEVICE_GRANT],
    ]);
  });

  it('F5, F6: tells pending from slow down and passes on how long to wait', async () => {
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

  it('F7: denied, also with status 403; expired; and every other error ends it', async () => {
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

  it('F9: trouble on the way is not an end', async () => {
    refusing('access_denied', 503);
    expect(await failureCode(poll())).toBe('provider_error');
    scripted.http.routes.set('POST /token', { status: 400, html: '<html>Proxy</html>' });
    expect(await failureCode(poll())).toBe('provider_error');
  });
});
