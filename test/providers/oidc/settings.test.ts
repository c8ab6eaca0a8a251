/** The settings of the generic provider. */
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
  it('accept an issuer alone, and every setting at once', () => {
    expect(problem({})).toBe('');
    const all = { client_id: 'me', scopes: ['openid', 'api://x/.default'], audience: 'https://api.example.com' };
    expect(problem({ ...all, redirect_uri: 'http://[::1]:7777/cb', token_endpoint_auth_method: 'none' })).toBe('');
  });

  it('are refused with an unknown member, which is named', () => {
    expect(problem({ client_secret: 'x' })).toContain('client_secret');
  });

  it('F33: refuse an issuer with a query or fragment, even an empty one, or without https', () => {
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

  it('refuse two scopes in one and an unsupported method', () => {
    expect(problem({ scopes: ['openid profile'] })).toContain('one scope at a time');
    expect(problem({ token_endpoint_auth_method: 'tls_client_auth' })).toContain('must be none,');
  });

  it('F30: a sign-in survives other scopes or another redirect, but not another issuer or client', () => {
    const key = (changes: Readonly<Record<string, unknown>>) => oidc.signInKey?.({ issuer, ...changes });
    expect(key({})).toBeTypeOf('string');
    expect(key({ scopes: ['openid'], redirect_uri: 'http://[::1]/x', audience: 'a' })).toBe(key({}));
    const others = [{ issuer: 'https://b.example' }, { client_id: 'c' }].map(key);
    expect(new Set([key({}), ...others]).size).toBe(3);
  });

  it('use the host as the display name, and listen on 127.0.0.1 by default', () => {
    expect(oidc.displayName({ issuer })).toBe('id.example.com');
    expect(oidc.redirectUri({ issuer })).toBe('http://127.0.0.1/callback');
    expect(oidc.redirectUri({ issuer, redirect_uri: 'http://[::1]/x' })).toBe('http://[::1]/x');
  });
});

it('the generic provider is last in the list', () => {
  expect(providers.at(-1)?.kind).toBe('oidc');
  expect(new Set(providers.map(({ kind }) => kind)).size).toBe(providers.length);
});
