/** What may stand in the form, and what is sent of it. */
import { describe, expect, it } from 'vitest';
import { checkIssuer, checkName, checkRedirect, checkScopes, type Values } from '../../src-renderer/form-checks.ts';
import { addRequest, editRequest, valuesOf } from '../../src-renderer/form-request.ts';
import { profile } from '../support/page-views.ts';

describe('the name', () => {
  it.each(['work', 'a', 'a.b_c-d', '0', 'x'.repeat(64)])('may be %s', (name) =>
    expect(checkName(name, ['other'])).toBeUndefined(),
  );
  it.each(['', '-a', '.a', 'a b', 'ä', 'a/b', 'x'.repeat(65), 'other'])('may not be %j', (name) =>
    expect(checkName(name, ['other'])).toBeDefined(),
  );
});

describe('the issuer', () => {
  it.each(['https://login.example.com', 'https://example.com/realms/a', 'http://127.0.0.1:8080', 'http://[::1]:1'])(
    'may be %s',
    (issuer) => expect(checkIssuer(issuer)).toBeUndefined(),
  );
  it.each([
    '',
    'login.example.com',
    'http://login.example.com',
    'http://127.0.0.1.example.com',
    'https://example.com/?a=b',
    'https://example.com/#a',
    'https://me:pw@example.com',
    'ftp://example.com',
  ])('may not be %j', (issuer) => expect(checkIssuer(issuer)).toBeDefined());

  it('is not scolded while it may still become one', () => {
    for (const typed of ['h', 'https', 'https:/', 'https://']) expect(checkIssuer(typed)?.early).toBe(false);
    expect(checkIssuer('login.example.com')?.early).toBe(true);
  });
});

describe('scopes and redirect address', () => {
  it.each(['', 'openid profile', 'https://example.com/scope.read'])('scopes may be %j', (scopes) =>
    expect(checkScopes(scopes)).toBeUndefined(),
  );
  it.each(['a"b', 'a\\b', 'é'])('scopes may not be %j', (scopes) => expect(checkScopes(scopes)).toBeDefined());
  it.each(['', 'http://127.0.0.1/cb', 'http://[::1]:8000/cb'])('the redirect may be %j', (uri) =>
    expect(checkRedirect(uri)).toBeUndefined(),
  );
  it.each(['http://localhost/cb', 'https://example.com/cb', 'http://127.0.0.1.example.com/'])(
    'the redirect may not be %s',
    (uri) => expect(checkRedirect(uri)).toBeDefined(),
  );
});

describe('what is sent', () => {
  const values = (change: Partial<Values>): Values => ({ ...valuesOf(undefined), ...change });

  it('is only what was filled in, secrets apart from settings', () => {
    const filled = values({
      name: ' work ',
      issuer: 'https://a.example ',
      scopes: 'openid  email openid',
      client_id: 'c',
      client_secret: 's3',
    });
    expect(addRequest(filled, 'oidc')).toEqual({
      name: 'work',
      provider: 'oidc',
      settings: { issuer: 'https://a.example', client_id: 'c', scopes: ['openid', 'email'] },
      secrets: { client_secret: 's3' },
    });
  });

  it('of an edit is only what differs, and null removes', () => {
    const before = profile({ settings: { issuer: 'https://a.example', client_id: 'c', audience: 'x', scopes: ['a'] } });
    const after = { ...valuesOf(before), client_id: '', audience: 'y' };
    expect(editRequest(after, before)).toEqual({ settings: { client_id: null, audience: 'y' } });
    expect(editRequest(valuesOf(before), before)).toBeUndefined();
  });

  it('of a new secret alone is the secret alone', () => {
    const before = profile();
    const after = { ...valuesOf(before), initial_access_token: 't' };
    expect(editRequest(after, before)).toEqual({ secrets: { initial_access_token: 't' } });
  });
});
