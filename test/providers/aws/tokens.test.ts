/** CreateToken answers, and the refresh. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { secret } from '../../../src-main/core/secret.ts';
import { aws } from '../../../src-main/providers/aws/provider.ts';
import { failure, failureCode } from '../../support/engine/provider-world.ts';
import { client, context, oidcError, type Scripted, startScripted } from './scripted.ts';

let aw: Scripted;
beforeAll(async () => {
  aw = await startScripted();
});
afterAll(() => aw.http.close());

const ANSWER = { accessToken: 'at', tokenType: 'Bearer', expiresIn: 3600, refreshToken: 'rt-2' };
const token = (reply: Parameters<typeof aw.http.routes.set>[1]) => void aw.http.routes.set('POST /token', reply);
const ask = () => aws.refresh({ context, server: aw.server, settings: aw.settings, client }, secret('rt-1'));
const refresh = async () => (await ask()).tokens();
const refreshed = async (json: unknown) => {
  token({ json });
  const { accessToken, refreshToken, lifetimeS, ...rest } = await refresh();
  return { accessToken: accessToken.reveal(), refreshToken: refreshToken?.reveal(), lifetimeS, rest };
};

describe('a refresh', () => {
  it('sends client, grant and refresh token, and nothing else', async () => {
    await refreshed(ANSWER);
    expect(JSON.parse(aw.http.last('/token').text)).toEqual({
      clientId: 'the-client',
      clientSecret: 'the-client-secret',
      grantType: 'refresh_token',
      refreshToken: 'rt-1',
    });
  });

  it('reads the tokens and their lifetime, and no identity from idToken', async () => {
    expect(await refreshed({ ...ANSWER, idToken: 'x.y.z', more: true })).toEqual({
      accessToken: 'at',
      refreshToken: 'rt-2',
      lifetimeS: 3600,
      rest: {},
    });
  });

  it('F36, F37: an access token is enough', async () => {
    expect(await refreshed({ accessToken: 'at' })).toMatchObject({ refreshToken: undefined, lifetimeS: undefined });
    expect(await refreshed({ ...ANSWER, expiresIn: 0 })).toMatchObject({ lifetimeS: undefined });
    expect(await refreshed({ ...ANSWER, expiresIn: 1_797_776_000 })).toMatchObject({ lifetimeS: undefined });
  });

  it('F36: tokenType may be in any case; a token of an unknown type is not used', async () => {
    expect(await refreshed({ ...ANSWER, tokenType: 'bearer' })).toMatchObject({ accessToken: 'at' });
    token({ json: { ...ANSWER, tokenType: 'DPoP' } });
    expect(await failureCode(refresh())).toBe('provider_refused');
  });

  it.each([{}, { ...ANSWER, accessToken: '' }, { ...ANSWER, accessToken: 'a\nb' }, { refreshToken: 'rt-2' }])(
    'an answer without a usable accessToken is a transient error',
    async (json) => {
      token({ json });
      expect(await failureCode(refresh())).toBe('provider_error');
    },
  );

  it.each([
    ['invalid_grant', 'InvalidGrantException'],
    ['expired_token', 'ExpiredTokenException'],
  ])('F41: %s ends the sign-in', async (error, name) => {
    token(oidcError(400, error, name));
    const thrown = await failure(refresh());
    expect(thrown.code).toBe('sign_in_needed');
    expect(thrown.message).toBe(`AWS d-1234567890 has ended the sign-in (${error}).`);
  });

  it.each([
    [
      oidcError(400, 'access_denied', 'AccessDeniedException', { reason: 'KMS_AccessDeniedException' }),
      'provider_refused',
    ],
    [oidcError(400, 'invalid_request', 'InvalidRequestException'), 'provider_refused'],
    [oidcError(400, 'unsupported_grant_type', 'UnsupportedGrantTypeException'), 'provider_refused'],
    [oidcError(400, 'slow_down', 'SlowDownException'), 'throttled'],
    [oidcError(500, 'server_error', 'InternalServerException'), 'provider_error'],
    [{ status: 400, html: '<h1>invalid_grant</h1>' }, 'provider_error'],
    [{ status: 401, json: { error: 'invalid_client' } }, 'client_rejected'],
  ])('F39: nothing else ends the sign-in: %j', async (reply, code) => {
    token(reply);
    expect(await failureCode(refresh())).toBe(code);
  });
});
