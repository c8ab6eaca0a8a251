/** The browser link with PKCE, and the redemption of the code that comes back. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aws } from '../../../src-main/providers/aws/provider.ts';
import { failure, failureCode } from '../../support/engine/provider-world.ts';
import { client, context, oidcError, type Scripted, startScripted } from './scripted.ts';

let aw: Scripted;
const REDIRECT = 'http://127.0.0.1:50123/oauth/callback';

beforeAll(async () => {
  aw = await startScripted();
});
afterAll(() => aw.http.close());
beforeEach(() => void aw.http.routes.set('POST /token', { json: { accessToken: 'at', expiresIn: 3600 } }));

const request = (settings: Readonly<Record<string, unknown>> = {}) =>
  aws.authorizationRequest({ context, server: aw.server, settings: { ...aw.settings, ...settings }, client }, REDIRECT);
const redeem = async (query: string) =>
  aws.redeemCode(
    { context, server: aw.server, settings: aw.settings, client },
    await request(),
    new URLSearchParams(query),
    REDIRECT,
  );

describe('the link', () => {
  it('F15, F19: requests a code with S256 and the redirect including its port, at the endpoint of the region', async () => {
    const { url, state, codeVerifier } = await request();
    const { origin, pathname, searchParams } = new URL(url);
    expect(`${origin}${pathname}`).toBe(`${aw.http.origin}/authorize`);
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(codeVerifier.reveal()));
    expect(Object.fromEntries(searchParams)).toEqual({
      response_type: 'code',
      client_id: 'the-client',
      redirect_uri: REDIRECT,
      state,
      code_challenge_method: 'S256',
      code_challenge: Buffer.from(digest).toString('base64url'),
      scopes: 'sso:account:access',
    });
    expect(codeVerifier.reveal()).toMatch(/^[0-9a-f]{64}$/);
    expect(url).not.toContain(codeVerifier.reveal());
  });

  it('F17: state and verifier are new each time', async () => {
    const [one, two] = [await request(), await request()];
    expect(one.state).not.toBe(two.state);
    expect(one.codeVerifier.reveal()).not.toBe(two.codeVerifier.reveal());
  });

  it('joins scopes with spaces, and sends none if the list is empty', async () => {
    const { url } = await request({ scopes: ['sso:account:access', 'x:y'] });
    expect(new URL(url).searchParams.get('scopes')).toBe('sso:account:access x:y');
    expect(new URL((await request({ scopes: [] })).url).searchParams.has('scopes')).toBe(false);
  });
});

describe('the code', () => {
  it('F20: is redeemed with the verifier and the same redirect', async () => {
    const asked = await request();
    const query = new URLSearchParams({ code: 'the-code', state: asked.state });
    const tokens = await aws.redeemCode(
      { context, server: aw.server, settings: aw.settings, client },
      asked,
      query,
      REDIRECT,
    );
    expect(tokens.accessToken.reveal()).toBe('at');
    expect(JSON.parse(aw.http.last('/token').text)).toEqual({
      clientId: 'the-client',
      clientSecret: 'the-client-secret',
      grantType: 'authorization_code',
      code: 'the-code',
      codeVerifier: asked.codeVerifier.reveal(),
      redirectUri: REDIRECT,
    });
  });

  it.each(['', 'code=', 'code=a&code=b'])('is not sent if it is missing or repeated: "%s"', async (query) => {
    const before = aw.http.received.length;
    expect(await failureCode(redeem(query))).toBe('sign_in_mismatch');
    expect(aw.http.received.length).toBe(before);
  });

  it('a refusal in the browser is reported with its own error and description', async () => {
    const denied = await failure(redeem('error=access_denied&error_description=Denied'));
    expect(denied.code).toBe('sign_in_denied');
    expect(denied.message).toBe('AWS d-1234567890 says that the sign-in was denied (access_denied: Denied).');
    expect(await failureCode(redeem('error=invalid_scope'))).toBe('invalid_scope');
    expect(await failureCode(redeem('error=%3Cscript%3E'))).toBe('provider_refused');
  });

  it('a refusal at the token endpoint ends the attempt', async () => {
    aw.http.routes.set('POST /token', oidcError(400, 'invalid_grant', 'InvalidGrantException'));
    const error = await failure(redeem('code=used'));
    expect(error).toMatchObject({ code: 'provider_refused', hint: expect.stringContaining('Sign in again') });
    expect(error.message).not.toContain('used');
  });
});
