/** What a person may set for the generic provider. */
import { describe, expect, it } from 'vitest';
import { providers } from '../../../src-main/providers/index.ts';
import { oidc } from '../../../src-main/providers/oidc/provider.ts';

const issuer = 'https://id.example.com/realm';

function problem(settings: Readonly<Record<string, unknown>>): string {
  const parsed = oidc.settings.safeParse({ issuer, ...settings });
  return parsed.success
    ? ''
    : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n');
}

describe('settings', () => {
  it('take an issuer alone and everything there is', () => {
    expect(problem({})).toBe('');
    const all = { client_id: 'me', scopes: ['openid', 'api://x/.default'], audience: 'https://api.example.com' };
    expect(problem({ ...all, redirect_uri: 'http://[::1]:7777/cb', token_endpoint_auth_method: 'none' })).toBe('');
  });

  it('name a member that does not exist', () => {
    expect(problem({ client_secret: 'x' })).toContain('client_secret');
  });

  it('F33: refuse an issuer with query or fragment, even an empty one, or without https', () => {
    for (const bad of ['https://a.example/?x=1', 'https://a.example/?', 'https://a.example/#', 'http://a.example']) {
      expect(problem({ issuer: bad })).toContain(`issuer: the issuer ${bad} must`);
    }
    expect(problem({ issuer: 'a.example' })).toContain('is not an address');
    expect(problem({ issuer: 'https://me:pw@a.example' })).toContain('user name or password');
  });

  it('F14: refuse a redirect to anything but a loopback address', () => {
    for (const bad of [
      'http://localhost/cb',
      'https://127.0.0.1/cb',
      'http://10.0.0.1/cb',
      'myapp://cb',
      'http://127.0.0.1/?x',
    ]) {
      expect(problem({ redirect_uri: bad })).toContain('redirect_uri: the redirect must look like');
    }
  });

  it('refuse two scopes in one and a method that is not spoken', () => {
    expect(problem({ scopes: ['openid profile'] })).toContain('one scope at a time');
    expect(problem({ token_endpoint_auth_method: 'tls_client_auth' })).toContain('must be none,');
  });

  it('F30: a sign-in outlives other scopes and another redirect, but not another issuer or client', () => {
    const key = (changes: Readonly<Record<string, unknown>>) => oidc.signInKey?.({ issuer, ...changes });
    expect(key({})).toBeTypeOf('string');
    expect(key({ scopes: ['openid'], redirect_uri: 'http://[::1]/x', audience: 'a' })).toBe(key({}));
    const others = [{ issuer: 'https://b.example' }, { client_id: 'c' }].map(key);
    expect(new Set([key({}), ...others]).size).toBe(3);
  });

  it('name the host before anything is known, and listen on 127.0.0.1 unless told otherwise', () => {
    expect(oidc.displayName({ issuer })).toBe('id.example.com');
    expect(oidc.redirectUri({ issuer })).toBe('http://127.0.0.1/callback');
    expect(oidc.redirectUri({ issuer, redirect_uri: 'http://[::1]/x' })).toBe('http://[::1]/x');
  });
});

it('the generic provider is the last of the list', () => {
  expect(providers.at(-1)?.kind).toBe('oidc');
  expect(new Set(providers.map(({ kind }) => kind)).size).toBe(providers.length);
});
