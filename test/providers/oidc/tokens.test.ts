/** What a token answer may look like, and what each answer to a refresh means. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Server } from '../../../src-main/core/provider/exchange.ts';
import type { Client } from '../../../src-main/core/provider/provider.ts';
import { secret } from '../../../src-main/core/secret.ts';
import { oidc } from '../../../src-main/providers/oidc/provider.ts';
import { failure, failureCode } from '../../support/engine/provider-world.ts';
import { context, idToken, logged, publicClient, type Scripted, startScripted } from './scripted.ts';

const REFRESH_TOKEN = 'the-refresh-token-0123456789';
let scripted: Scripted;
let server: Server;
let client: Client;

beforeAll(async () => {
  scripted = await startScripted();
  server = await scripted.server();
  client = publicClient(server);
});
afterAll(() => scripted.http.close());

const ask = () =>
  oidc.refresh({ context, server, settings: { issuer: scripted.issuer }, client }, secret(REFRESH_TOKEN));
const refresh = async () => (await ask()).tokens();
const giving = (changes: Readonly<Record<string, unknown>>) => {
  scripted.http.routes.set('POST /token', { json: { access_token: 'at', token_type: 'Bearer', ...changes } });
  return refresh();
};

describe('a token answer', () => {
  it('F36: token_type Bearer may be in any case; a token of another type is not used', async () => {
    for (const token_type of ['bearer', 'BEARER', 'Bearer']) {
      expect((await giving({ token_type })).accessToken.reveal()).toBe('at');
    }
    for (const token_type of ['mac', 'DPoP', 'N_A']) {
      expect(await failureCode(giving({ token_type }))).toBe('provider_refused');
    }
    // The same type as the previous token: RFC 6749 section 6.
    expect((await giving({ token_type: undefined })).accessToken.reveal()).toBe('at');
  });

  it('F36: a missing or invalid lifetime is unknown, not infinite; digits in a string are a number', async () => {
    for (const expires_in of [undefined, null, -5, 0, 'soon', {}, 1_795_268_073_000, 1_795_268_073]) {
      expect((await giving({ expires_in })).lifetimeS).toBeUndefined();
    }
    expect((await giving({ expires_in: '3600' })).lifetimeS).toBe(3600);
    expect((await giving({ expires_in: 59.9 })).lifetimeS).toBe(59);
  });

  it('F36: no scope means as requested; unknown members do no harm', async () => {
    const tokens = await giving({ scope: undefined, not_before_policy: 0, x: { y: 1 } });
    expect(tokens).not.toHaveProperty('scope');
    expect((await giving({ scope: 'openid email' })).scope).toBe('openid email');
  });

  it('F37: a new refresh token is returned; if missing, null or empty, the old one stays in use', async () => {
    expect((await giving({ refresh_token: 'next' })).refreshToken?.reveal()).toBe('next');
    for (const refresh_token of [undefined, null, '']) {
      expect((await giving({ refresh_token })).refreshToken).toBeUndefined();
    }
  });

  it('gives the lifetime of the refresh token if the server sends it', async () => {
    expect((await giving({ refresh_expires_in: 1800 })).refreshLifetimeS).toBe(1800);
    expect((await giving({ refresh_token_expires_in: 900 })).refreshLifetimeS).toBe(900);
    // A widespread server sends this for a token that never expires.
    expect((await giving({ refresh_expires_in: 0 })).refreshLifetimeS).toBeUndefined();
  });

  it('a token that could break out of a line or header is refused', async () => {
    for (const access_token of ['a\nb', 'a b', 'a\r\nX: y', '', 'é', 7, null]) {
      expect(await failureCode(giving({ access_token }))).toBe('provider_error');
    }
  });

  it('F37: a bad ID token next to a rotated refresh token is ignored, and the sign-in stays', async () => {
    const id_token = idToken({ iss: 'https://evil.example' });
    const tokens = await giving({ refresh_token: 'rotated', id_token });
    expect(tokens.refreshToken?.reveal()).toBe('rotated');
    expect(tokens.identity).toBeUndefined();
    expect(logged.some((line) => line.includes('id_token_ignored'))).toBe(true);
    expect((await giving({ id_token: idToken({ iss: scripted.issuer }) })).identity?.subject).toBe('ada');
  });
});

describe('a refresh', () => {
  it('F37, F38: sends the token and the client, but no scope', async () => {
    await giving({});
    expect(Object.fromEntries(scripted.http.last('/token').form)).toEqual({
      grant_type: 'refresh_token',
      refresh_token: REFRESH_TOKEN,
      client_id: 'latchkey-test',
    });
  });

  const answers = [
    ['F41: invalid_grant ends the sign-in', 400, 'invalid_grant', 'sign_in_needed'],
    ['F39: invalid_grant with status 401 ends the sign-in', 401, 'invalid_grant', 'sign_in_needed'],
    ['F39: invalid_client blames the client', 401, 'invalid_client', 'client_rejected'],
    ['F39: unauthorized_client blames the client', 400, 'unauthorized_client', 'client_rejected'],
    ['F39: invalid_scope is reported as such', 400, 'invalid_scope', 'invalid_scope'],
    ['F39: unsupported_grant_type is a refusal', 400, 'unsupported_grant_type', 'provider_refused'],
    ['F41: invalid_request is a refusal, and does not end the sign-in', 400, 'invalid_request', 'provider_refused'],
    ['F39: server_error does not end the sign-in', 400, 'server_error', 'provider_error'],
    ['F39: invalid_grant with status 500 does not end the sign-in', 500, 'invalid_grant', 'provider_error'],
    ['F39: invalid_grant with status 503 does not end the sign-in', 503, 'invalid_grant', 'provider_error'],
    ['F39: invalid_grant with status 429 does not end the sign-in', 429, 'invalid_grant', 'provider_error'],
  ] as const;
  for (const [name, status, error, code] of answers) {
    it(name, async () => {
      const headers = status === 401 ? { 'www-authenticate': `Bearer error="${error}"` } : {};
      scripted.http.routes.set('POST /token', { status, headers, json: { error, error_description: 'Because.' } });
      const failed = await failure(refresh());
      expect(failed.code).toBe(code);
      expect(failed.message).toContain(server.displayName);
    });
  }

  it('inputs N16: a refusal without an error code is shown with its status', async () => {
    scripted.http.routes.set('POST /token', { status: 418, json: {} });
    expect((await failure(refresh())).message).toMatch(/\(status 418\)\.$/);
    scripted.http.routes.set('POST /token', { status: 403, json: { error_description: 'Not from here.' } });
    expect((await failure(refresh())).message).toMatch(
      /\(status 403: Not from here\.\)\.$|\(status 403: Not from here\)\.$/,
    );
  });

  it('F41: invalid_request is a transient error if the server mentions a race of two refreshes', async () => {
    const long =
      'The request is missing a required parameter, includes an invalid parameter value, includes a parameter ';
    const texts = [
      { error_description: 'Please retry the request.' },
      { error_description: 'Try again later.' },
      // These words come after the part that is shown.
      { error_description: `${long.repeat(2)} because of multiple concurrent requests using the same token.` },
      { error_description: 'Malformed.', error_hint: 'Multiple concurrent requests were made.' },
    ];
    for (const text of texts) {
      scripted.http.routes.set('POST /token', { status: 400, json: { error: 'invalid_request', ...text } });
      expect(await failureCode(refresh())).toBe('provider_error');
    }
    scripted.http.routes.set('POST /token', {
      status: 400,
      json: { error: 'invalid_grant', error_description: 'Used by concurrent requests.' },
    });
    expect(await failureCode(refresh())).toBe('sign_in_needed');
  });

  it('F39: pages, redirects, empty answers and truncated JSON do not end the sign-in, whatever their status', async () => {
    const replies = [
      { html: '<html>Sign in to the hotel</html>' },
      { status: 400, html: '<html>Bad Request</html>' },
      { status: 401, html: '<html>Proxy</html>' },
      { status: 403, html: '{"error":"invalid_gra' },
      { status: 404, html: '' },
      { status: 429, html: 'slow' },
      { status: 302, headers: { location: '/login' } },
      { status: 204 },
      { json: ['invalid_grant'] },
      { json: {} },
    ];
    for (const reply of replies) {
      scripted.http.routes.set('POST /token', reply);
      expect(await failureCode(refresh())).toBe('provider_error');
    }
  });

  it('F50: a token repeated by the server does not get into the error', async () => {
    const error_description = `token ${REFRESH_TOKEN} is unknown`;
    scripted.http.routes.set('POST /token', { status: 400, json: { error: 'invalid_grant', error_description } });
    const failed = await failure(refresh());
    expect(`${failed.message} ${failed.hint}`).not.toContain(REFRESH_TOKEN);
    expect(failed.message).toContain('is unknown');
  });
});
