/** The authorization code flow: the link, the answer through the browser, and redeeming the code. */

import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Server } from '../../../src-main/core/provider/exchange.ts';
import type { AuthorizationRequest, Client } from '../../../src-main/core/provider/provider.ts';
import { oidc } from '../../../src-main/providers/oidc/provider.ts';
import { presets } from '../../../src-main/providers/presets.ts';
import { failure, failureCode } from '../../support/engine/provider-world.ts';
import { context, idToken, logged, publicClient, type Scripted, secretClient, startScripted } from './scripted.ts';

const REDIRECT = 'http://127.0.0.1:49152/callback';
let scripted: Scripted;
let server: Server;
let client: Client;
let request: AuthorizationRequest;
let settings: { issuer: string };

beforeAll(async () => {
  scripted = await startScripted();
  settings = { issuer: scripted.issuer };
  server = await scripted.server({ authorization_response_iss_parameter_supported: true });
  client = publicClient(server);
});
afterAll(() => scripted.http.close());
beforeEach(async () => {
  scripted.http.received.length = 0;
  request = await oidc.authorizationRequest({ context, server, settings, client }, REDIRECT);
  tokens({});
});

const parameters = ({ url }: AuthorizationRequest) => Object.fromEntries(new URL(url).searchParams);
const tokens = (changes: Readonly<Record<string, unknown>>) =>
  scripted.http.routes.set('POST /token', { json: { access_token: 'at', token_type: 'Bearer', ...changes } });
const answer = (changes: Readonly<Record<string, string | undefined>> = {}) => {
  const all = { code: 'the-code', state: request.state, iss: scripted.issuer, ...changes };
  return new URLSearchParams(
    Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
};
const redeem = (query: URLSearchParams, at = server, as = client) =>
  oidc.redeemCode({ context, server: at, settings, client: as }, request, query, REDIRECT);

describe('the link', () => {
  it('F15, F19: contains an S256 challenge of a new verifier, and never the verifier', async () => {
    const verifier = request.codeVerifier.reveal();
    expect(verifier).toMatch(/^[A-Za-z0-9._~-]{43,128}$/);
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    expect(parameters(request)).toMatchObject({ code_challenge: challenge, code_challenge_method: 'S256' });
    expect(request.url).not.toContain(verifier);
    expect(JSON.stringify(request)).not.toContain(verifier);
    const next = await oidc.authorizationRequest({ context, server, settings, client }, REDIRECT);
    expect(next.codeVerifier.reveal()).not.toBe(verifier);
    expect(next.state).not.toBe(request.state);
    expect(next.nonce).not.toBe(request.nonce);
  });

  it('F44, F46: requests a code at exactly the given redirect, and nothing implicit', () => {
    expect(parameters(request)).toMatchObject({
      response_type: 'code',
      client_id: 'latchkey-test',
      redirect_uri: REDIRECT,
      state: request.state,
      nonce: request.nonce,
      scope: 'openid offline_access',
      prompt: 'consent',
    });
  });

  describe('inputs 5: consent', () => {
    const promptOf = async (given: Readonly<Record<string, unknown>>, published: object = {}) => {
      const at = { ...server, metadata: { ...server.metadata, ...published } };
      const wanted = oidc.settings.parse({ ...settings, ...given });
      const made = await oidc.authorizationRequest({ context, server: at, settings: wanted, client }, REDIRECT);
      return parameters(made)['prompt'];
    };

    it('is requested with offline access, unless the server lists its prompts without it', async () => {
      expect(await promptOf({})).toBe('consent');
      expect(await promptOf({}, { prompt_values_supported: ['none', 'login', 'consent'] })).toBe('consent');
      expect(await promptOf({}, { prompt_values_supported: ['none', 'login'] })).toBeUndefined();
      expect(await promptOf({ scopes: ['openid'] })).toBeUndefined();
    });

    it('is not requested from Microsoft, where an administrator would have to agree each time', async () => {
      for (const host of ['login.microsoftonline.com', 'login.partner.microsoftonline.cn', 'contoso.b2clogin.com']) {
        expect(await promptOf({ issuer: `https://${host}/tenant/v2.0` })).toBeUndefined();
      }
      const entra = presets.find(({ name }) => name === 'entra')?.settings;
      expect(await promptOf({ prompt: entra?.['prompt'], issuer: 'https://sovereign.example/v2.0' })).toBeUndefined();
    });

    it('and any other prompt follow the setting', async () => {
      expect(await promptOf({ prompt: 'omit' })).toBeUndefined();
      expect(await promptOf({ prompt: 'login consent', scopes: ['openid'] })).toBe('login consent');
      const microsoft = { issuer: 'https://login.microsoftonline.com/t/v2.0', prompt: 'consent' };
      expect(await promptOf(microsoft, { prompt_values_supported: [] })).toBe('consent');
      for (const prompt of ['omit consent', 'none login', 'ask', '']) {
        expect(oidc.settings.safeParse({ ...settings, prompt }).success).toBe(false);
      }
    });
  });

  it('F17: state and nonce have at least 32 random bytes', () => {
    for (const value of [request.state, request.nonce ?? '']) expect(value).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });

  it('F49: has no nonce without openid, and no forced consent without offline access', async () => {
    const plain = { ...settings, scopes: ['api'], audience: 'https://api.example.com' };
    const other = await oidc.authorizationRequest({ context, server, settings: plain, client }, REDIRECT);
    const sent = parameters(other);
    expect(sent).toMatchObject({ scope: 'api', audience: 'https://api.example.com' });
    expect('nonce' in sent || 'prompt' in sent).toBe(false);
  });

  it('keeps the query of the endpoint', async () => {
    const own = await scripted.server({ authorization_endpoint: `${scripted.issuer}/authorize?tenant=7` });
    const other = await oidc.authorizationRequest({ context, server: own, settings, client }, REDIRECT);
    expect(parameters(other)).toMatchObject({ tenant: '7', response_type: 'code' });
  });

  it('F19, F45: a server that supports only plain PKCE is refused; confidential clients use PKCE', async () => {
    const plain = await scripted.server({ code_challenge_methods_supported: ['plain'] });
    const refused = oidc.authorizationRequest({ context, server: plain, settings, client }, REDIRECT);
    expect(await failureCode(refused)).toBe('provider_refused');
    const confidential = secretClient(server, 'client_secret_basic');
    const other = await oidc.authorizationRequest({ context, server, settings, client: confidential }, REDIRECT);
    expect(parameters(other)).toMatchObject({ code_challenge_method: 'S256' });
  });
});

describe('the answer through the browser', () => {
  it('F21, F48: a missing or different issuer ends the sign-in before the code is sent anywhere', async () => {
    for (const iss of [undefined, 'https://evil.example', `${scripted.issuer}/`]) {
      expect(await failureCode(redeem(answer({ iss })))).toBe('sign_in_mismatch');
    }
    expect(scripted.http.received).toEqual([]);
  });

  it('F21: if no issuer was announced, a different one still ends the sign-in, but none is fine', async () => {
    const quiet = await scripted.server({ authorization_response_iss_parameter_supported: undefined });
    expect(await failureCode(redeem(answer({ iss: 'https://evil.example' }), quiet))).toBe('sign_in_mismatch');
    expect((await redeem(answer({ iss: undefined }), quiet)).accessToken.reveal()).toBe('at');
  });

  it('F17: a wrong state, a missing code or a repeated parameter is not accepted', async () => {
    const doubled = answer();
    doubled.append('code', 'another');
    for (const query of [answer({ state: 'x' }), answer({ state: undefined }), answer({ code: undefined }), doubled]) {
      expect(await failureCode(redeem(query))).toBe('sign_in_mismatch');
    }
    expect(scripted.http.received).toEqual([]);
  });

  it('inputs N4: the hint names default scopes that were refused, and how to ask for fewer', async () => {
    const unlisted = await scripted.server({ scopes_supported: undefined });
    const { hint } = await failure(redeem(answer({ code: undefined, error: 'invalid_scope' }), unlisted));
    expect(hint).toContain('asked for openid and offline_access.');
    expect(hint).toContain('`latchkey profile edit NAME --scope openid`');
  });

  it('F7: an error in the answer ends the sign-in with the matching code and a sanitized description', async () => {
    const errors = [
      ['access_denied', 'sign_in_denied'],
      ['invalid_scope', 'invalid_scope'],
      ['unauthorized_client', 'client_rejected'],
      ['temporarily_unavailable', 'provider_error'],
      ['consent_required', 'provider_refused'],
    ] as const;
    for (const [error, code] of errors) {
      const error_description = `line\u0007 one\n${'A'.repeat(40)} end`;
      const failed = await failure(redeem(answer({ code: undefined, error, error_description })));
      expect(failed.code).toBe(code);
      expect(failed.message).toContain(`(${error}: line one … end)`);
    }
    expect(scripted.http.received).toEqual([]);
  });

  it('F21: an error from another issuer is not trusted', async () => {
    const query = answer({ code: undefined, error: 'access_denied', iss: 'https://evil.example' });
    expect(await failureCode(redeem(query))).toBe('sign_in_mismatch');
  });
});

describe('redeeming the code', () => {
  it('F20: sends exactly the same redirect, the verifier, and the code once', async () => {
    await redeem(answer());
    expect(Object.fromEntries(scripted.http.last('/token').form)).toEqual({
      grant_type: 'authorization_code',
      code: 'the-code',
      redirect_uri: REDIRECT,
      code_verifier: request.codeVerifier.reveal(),
      client_id: 'latchkey-test',
    });
    expect(scripted.http.received.length).toBe(1);
  });

  it('F20: is not retried if the answer is lost', async () => {
    let asked = 0;
    const lost = {
      ...context,
      fetch: () => {
        asked += 1;
        return Promise.reject(new TypeError('socket closed'));
      },
    };
    const failed = oidc.redeemCode({ context: lost, server, settings, client }, request, answer(), REDIRECT);
    expect(await failureCode(failed)).toBe('provider_unreachable');
    expect(asked).toBe(1);
  });

  it('F35: a redirect from the token endpoint is not followed, and the message names its target', async () => {
    const headers = { location: 'https://login.hotel.example/?x=secret' };
    scripted.http.routes.set('POST /token', { status: 307, headers });
    const failed = await failure(redeem(answer()));
    expect(failed.code).toBe('provider_error');
    expect(failed.message).toContain('login.hotel.example');
    expect(failed.message).not.toContain('secret');
  });

  it('reads the identity from a matching ID token', async () => {
    const claims = { iss: scripted.issuer, nonce: request.nonce, name: 'Ada\u0000 L.', email: 'ada@example.com' };
    tokens({ id_token: idToken(claims), expires_in: 300 });
    expect(await redeem(answer())).toMatchObject({
      lifetimeS: 300,
      identity: { subject: 'ada', name: 'Ada L.', email: 'ada@example.com' },
    });
  });

  it('F48: a mismatched ID token ends the sign-in', async () => {
    const good = { iss: scripted.issuer, nonce: request.nonce };
    const hourAgoS = Math.floor(Date.now() / 1000) - 3600;
    const bad = [
      idToken({ ...good, iss: 'https://evil.example' }),
      idToken({ ...good, aud: 'another-client' }),
      idToken({ ...good, aud: ['latchkey-test', 'other'], azp: 'other' }),
      idToken({ ...good, nonce: 'another' }),
      idToken({ ...good, nonce: undefined }),
      idToken({ ...good, exp: hourAgoS }),
      idToken({ ...good, sub: undefined }),
      idToken(good, 'none'),
      'not.a-token',
    ];
    for (const id_token of bad) {
      tokens({ id_token });
      expect(await failureCode(redeem(answer()))).toBe('sign_in_mismatch');
    }
    tokens({ id_token: idToken({ ...good, exp: hourAgoS }) });
    expect((await failure(redeem(answer()))).hint).toContain('clock');
    tokens({ id_token: idToken({ ...good, exp: Math.floor(Date.now() / 1000) - 60 }) });
    expect((await redeem(answer())).identity?.subject).toBe('ada');
  });

  it('inputs 31: each fault in an ID token has its own message and a fitting hint', async () => {
    const good = { iss: scripted.issuer, nonce: request.nonce };
    const nowS = Math.floor(Date.now() / 1000);
    const faults = [
      [idToken({ ...good, iss: 'https://evil.example' }), 'is from another issuer', 'administrator'],
      [idToken({ ...good, aud: 'another-client' }), 'is for another client', 'client ID'],
      [idToken({ ...good, nonce: 'another' }), 'belongs to another sign-in', 'administrator'],
      [idToken({ ...good, nonce: undefined }), 'lacks the claim nonce', 'administrator'],
      [idToken({ ...good, sub: undefined }), 'lacks the claim sub', 'administrator'],
      [idToken({ ...good, exp: nowS - 3600 }), 'has expired', 'clock'],
      [idToken({ ...good, nbf: nowS + 3600 }), 'is not valid yet', 'clock'],
      [idToken(good, 'none'), 'did not announce', 'administrator'],
      ['not.a-token', 'cannot be read', 'administrator'],
    ] as const;
    for (const [id_token, what, next] of faults) {
      tokens({ id_token });
      const failed = await failure(redeem(answer()));
      expect([failed.code, failed.message.includes(what), failed.hint.includes(next)], failed.message).toEqual([
        'sign_in_mismatch',
        true,
        true,
      ]);
    }
  });

  it('F39: a page or a 5xx in place of tokens is a transient error; a refusal gets the matching code', async () => {
    scripted.http.routes.set('POST /token', { html: '<html>Hi</html>' });
    expect(await failureCode(redeem(answer()))).toBe('provider_error');
    scripted.http.routes.set('POST /token', { status: 502, json: { error: 'invalid_grant' } });
    expect(await failureCode(redeem(answer()))).toBe('provider_error');
    scripted.http.routes.set('POST /token', { status: 400, json: { error: 'invalid_grant' } });
    expect(await failureCode(redeem(answer()))).toBe('provider_refused');
    const headers = { 'www-authenticate': 'Basic realm="clients"' };
    scripted.http.routes.set('POST /token', { status: 401, headers, json: { error: 'invalid_client' } });
    expect(await failureCode(redeem(answer()))).toBe('client_rejected');
  });

  it('F50: no refusal, however worded, puts a secret into an error or the log', async () => {
    const verifier = request.codeVerifier.reveal();
    const json = { error: verifier, error_description: `code_verifier=${verifier} is wrong`, error_uri: verifier };
    scripted.http.routes.set('POST /token', { status: 400, json });
    const failed = await failure(redeem(answer()));
    expect(failed.code).toBe('provider_refused');
    expect([failed.message, failed.hint, ...logged].join('\n')).not.toContain(verifier);
  });
});
