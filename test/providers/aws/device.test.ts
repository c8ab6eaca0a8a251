/** StartDeviceAuthorization and polling: what is sent, what is accepted, and what each answer means. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { secret } from '../../../src-main/core/secret.ts';
import { aws } from '../../../src-main/providers/aws/provider.ts';
import { failure, failureCode } from '../../support/engine/provider-world.ts';
import { client, context, DEVICE_GRANT, oidcError, type Scripted, START_URL, startScripted } from './scripted.ts';

let aw: Scripted;
const ANSWER = {
  deviceCode: 'the-device-code',
  userCode: 'ABCD-EFGH',
  verificationUri: 'https://device.sso.eu-central-1.amazonaws.com/',
  verificationUriComplete: 'https://device.sso.eu-central-1.amazonaws.com/?user_code=ABCD-EFGH',
  expiresIn: 600,
  interval: 1,
};
const DEVICE = {
  deviceCode: secret('the-device-code'),
  userCode: 'ABCD-EFGH',
  verificationUri: ANSWER.verificationUri,
  expiresInS: 600,
  intervalS: 1,
};

beforeAll(async () => {
  aw = await startScripted();
});
afterAll(() => aw.http.close());
beforeEach(() => answering({}));

const answering = (changes: Readonly<Record<string, unknown>>) =>
  void aw.http.routes.set('POST /device_authorization', { json: { ...ANSWER, ...changes } });
const start = () => aws.startDevice({ context, server: aw.server, settings: aw.settings, client });
const poll = () => aws.pollDevice({ context, server: aw.server, settings: aw.settings, client }, DEVICE);

describe('requesting a code', () => {
  it('sends the client with its secret and the start URL, and nothing else', async () => {
    await start();
    const { headers, text } = aw.http.last('/device_authorization');
    expect(JSON.parse(text)).toEqual({
      clientId: 'the-client',
      clientSecret: 'the-client-secret',
      startUrl: START_URL,
    });
    expect(headers['authorization']).toBeUndefined();
  });

  it('reads the code, both links, the lifetime and the interval', async () => {
    const device = await start();
    expect(device).toMatchObject({
      userCode: 'ABCD-EFGH',
      verificationUri: ANSWER.verificationUri,
      verificationUriComplete: ANSWER.verificationUriComplete,
      expiresInS: 600,
      intervalS: 1,
    });
    expect(device.deviceCode.reveal()).toBe('the-device-code');
  });

  it('F2: polls every 5 s by default, and works without the complete link', async () => {
    answering({ interval: undefined, verificationUriComplete: undefined });
    const device = await start();
    expect(device.intervalS).toBe(5);
    expect(device).not.toHaveProperty('verificationUriComplete');
  });

  it.each(['deviceCode', 'userCode', 'verificationUri', 'expiresIn'])(
    'F2: refuses an answer without %s, and names it',
    async (member) => {
      answering({ [member]: undefined });
      const error = await failure(start());
      expect(error).toMatchObject({ code: 'provider_error' });
      expect(error.message).toContain(`without a usable ${member}`);
    },
  );

  it('F35: links that are not https are never shown or opened', async () => {
    answering({ verificationUri: 'http://device.sso.example/' });
    expect(await failureCode(start())).toBe('provider_error');
    answering({ verificationUriComplete: 'javascript:alert(1)' });
    expect(await start()).not.toHaveProperty('verificationUriComplete');
  });
});

describe('a poll', () => {
  const token = (reply: Parameters<typeof aw.http.routes.set>[1]) => void aw.http.routes.set('POST /token', reply);

  it('sends client, grant and device code, and nothing else', async () => {
    token({ json: { accessToken: 'at', tokenType: 'Bearer', expiresIn: 3600, refreshToken: 'rt' } });
    expect(await poll()).toMatchObject({ kind: 'tokens', tokens: { lifetimeS: 3600 } });
    expect(JSON.parse(aw.http.last('/token').text)).toEqual({
      clientId: 'the-client',
      clientSecret: 'the-client-secret',
      grantType: DEVICE_GRANT,
      deviceCode: 'the-device-code',
    });
  });

  it('F5, F6: AuthorizationPending, SlowDown and status 429 keep polling, and Retry-After is passed on', async () => {
    token(oidcError(400, 'authorization_pending', 'AuthorizationPendingException'));
    expect(await poll()).toEqual({ kind: 'pending' });
    token(oidcError(400, 'slow_down', 'SlowDownException'));
    expect(await poll()).toEqual({ kind: 'slow-down' });
    token({ status: 429, html: 'HTTP 429 Unknown Code', headers: { 'retry-after': '7' } });
    expect(await poll()).toEqual({ kind: 'slow-down', retryAfterS: 7 });
  });

  it.each([
    ['access_denied', 'AccessDeniedException', 'sign_in_denied', 'says that the sign-in was denied'],
    ['expired_token', 'ExpiredTokenException', 'code_expired', 'says that the code has expired'],
    ['invalid_grant', 'InvalidGrantException', 'provider_refused', 'did not accept the sign-in'],
    ['invalid_client', 'InvalidClientException', 'client_rejected', 'did not accept the sign-in'],
  ])('F7: %s ends the sign-in', async (error, name, code, saying) => {
    token(oidcError(error === 'invalid_client' ? 401 : 400, error, name));
    const thrown = await failure(poll());
    expect(thrown.code).toBe(code);
    expect(thrown.message).toBe(`AWS d-1234567890 ${saying} (${error}).`);
  });

  it('F39: a 5xx, a proxy page and a redirect are transient errors', async () => {
    token(oidcError(500, 'server_error', 'InternalServerException'));
    expect(await failureCode(poll())).toBe('provider_error');
    token({ status: 403, html: '<h1>Blocked by your company</h1>' });
    expect(await failureCode(poll())).toBe('provider_error');
    token({ status: 302, headers: { location: 'https://hotel.example/' } });
    expect(await failureCode(poll())).toBe('provider_error');
  });
});
