/** What the form accepts, and what it sends. */
import { describe, expect, it } from 'vitest';
import { checkIssuer, checkName, checkRedirect, checkScopes, type Values } from '../../../src-renderer/form/checks.ts';
import {
  FIRST_KIND,
  fieldOfError,
  kindOf,
  offeredKinds,
  type ProviderKind,
} from '../../../src-renderer/form/provider-kinds.ts';
import { addRequest, editRequest, valuesOf } from '../../../src-renderer/form/request.ts';
import {
  checkNeededRegion,
  checkRegion,
  checkStartUrl,
  regionOf,
} from '../../../src-renderer/form/start-url-checks.ts';
import { awsProfile, profile } from '../../support/page/views.ts';

const oidc = FIRST_KIND;
const aws: ProviderKind = kindOf('aws') ?? oidc;

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
  ])('cannot be %j', (issuer) => expect(checkIssuer(issuer)).toBeDefined());

  it('is not called wrong while it can still become right', () => {
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

describe('the start URL and region of AWS', () => {
  it.each([
    'https://d-1234567890.awsapps.com/start',
    'https://d-1234567890.awsapps.com/start/#/?tab=accounts',
    'https://start.us-gov-home.awsapps.com/directory/d-1',
    'https://ssoins-1.eu-central-1.portal.amazonaws.com',
    'https://sso.example.com',
    'http://127.0.0.1:4000/start',
  ])('the start URL can be %s', (url) => expect(checkStartUrl(url)).toBeUndefined());
  it.each([
    '',
    'd-1234567890.awsapps.com/start',
    'http://d-1234567890.awsapps.com/start',
    'https://me:pw@example.com/start',
  ])('the start URL cannot be %j', (url) => expect(checkStartUrl(url)).toBeDefined());

  it.each([
    ['https://ssoins-1.eu-central-1.portal.amazonaws.com', 'eu-central-1'],
    ['https://ssoins-1.cn-north-1.portal.amazonaws.com.cn/', 'cn-north-1'],
    ['https://ssoins-1.eusc-de-east-1.portal.amazonaws.eu', 'eusc-de-east-1'],
    ['https://ssoins-1.portal.us-west-2.app.aws/start', 'us-west-2'],
    ['https://start.cn-north-1.home.awsapps.cn/directory/d-1', 'cn-north-1'],
    ['https://d-1234567890.awsapps.com/start', undefined],
    ['https://ssoins-1.eu-central-1.portal.amazonaws.com.example.org', undefined],
    ['https://start.us-gov-home.awsapps.com/directory/d-1', undefined],
  ])('%s names the region %s', (url, region) => expect(regionOf(url)).toBe(region));

  it.each(['eu-central-1', 'us-gov-west-1', 'us-iso-east-1', 'eusc-de-east-1', 'ap-southeast-7', 'eu-isoe-west-1'])(
    'the region may be %s',
    (region) => expect(checkRegion(region, {})).toBeUndefined(),
  );
  it.each(['EU-central-1', 'eu central 1', 'eu-central-1a', 'Frankfurt', 'eu-central'])(
    'the region may not be %j',
    (region) => expect(checkRegion(region, {})).toBeDefined(),
  );

  it('the region is optional if the start URL names it or redirects', () => {
    const without = (start_url: string) => checkRegion('', { start_url });
    expect(without('https://d-1234567890.awsapps.com/start')?.text).toContain('does not include it');
    expect(without('https://ssoins-1.eu-central-1.portal.amazonaws.com')).toBeUndefined();
    expect(without('https://sso.example.com')).toBeUndefined();
  });

  it('the region must match the start URL’s', () => {
    const start_url = 'https://ssoins-1.eu-central-1.portal.amazonaws.com';
    expect(checkRegion('eu-west-1', { start_url })?.text).toBe('The start URL is for eu-central-1.');
    expect(checkRegion('eu-central-1', { start_url })).toBeUndefined();
  });
});

describe('the region of Huawei Cloud', () => {
  it.each(['ap-southeast-1', 'cn-southwest-2', 'sa-brazil-1'])('may be %s', (region) =>
    expect(checkNeededRegion(region)).toBeUndefined(),
  );
  it.each(['', 'Paris', 'cn-north'])('may not be %j', (region) => expect(checkNeededRegion(region)).toBeDefined());
});

describe('the table of providers', () => {
  it('offers what both the agent and the window know, and only the first until the agent has answered', () => {
    const entries = ['aws', 'oidc', 'of-a-newer-agent'].map((kind) => ({ kind, title: kind }));
    expect(offeredKinds(entries).map(({ kind }) => kind)).toEqual(['oidc', 'aws']);
    expect(offeredKinds([]).map(({ kind }) => kind)).toEqual(['oidc']);
  });

  it('finds the field of an error by its code, or by the setting that a refusal names', () => {
    const at = (code: string, message = '') => fieldOfError(aws, { code, message, hint: '' });
    expect(at('invalid_scope')).toBe('scopes');
    expect(at('profile_invalid', 'region: is not a region')).toBe('region');
    expect(at('profile_invalid', 'The start_url leads elsewhere.')).toBe('start_url');
    expect(at('profile_invalid', 'https://example.com is no AWS access portal.')).toBe('start_url');
    expect(at('vault_locked', 'region')).toBeUndefined();
  });
});

describe('what is sent', () => {
  const values = (change: Values, kind = oidc): Values => ({ ...valuesOf(kind, undefined), ...change });

  it('is only what was filled in, with secrets separate from settings', () => {
    const filled = values({
      name: ' work ',
      issuer: 'https://a.example ',
      scopes: 'openid  email openid',
      client_id: 'c',
      client_secret: 's3',
    });
    expect(addRequest(oidc, filled)).toEqual({
      name: 'work',
      provider: 'oidc',
      settings: { issuer: 'https://a.example', client_id: 'c', scopes: ['openid', 'email'] },
      secrets: { client_secret: 's3' },
    });
  });

  it('of an edit is only the difference, and null removes', () => {
    const before = profile({ settings: { issuer: 'https://a.example', client_id: 'c', audience: 'x', scopes: ['a'] } });
    const after = { ...valuesOf(oidc, before), client_id: '', audience: 'y' };
    expect(editRequest(oidc, after, before)).toEqual({ settings: { client_id: null, audience: 'y' } });
    expect(editRequest(oidc, valuesOf(oidc, before), before)).toBeUndefined();
  });

  it('of a new secret alone is the secret alone', () => {
    const before = profile();
    const after = { ...valuesOf(oidc, before), initial_access_token: 't' };
    expect(editRequest(oidc, after, before)).toEqual({ secrets: { initial_access_token: 't' } });
  });

  it('of AWS has lists and switches as the API expects', () => {
    const filled = values({ name: 'w', start_url: 'https://a.example/start ', scopes: 'a b', fips: 'true' }, aws);
    expect(addRequest(aws, filled)).toEqual({
      name: 'w',
      provider: 'aws',
      settings: { start_url: 'https://a.example/start', scopes: ['a', 'b'], fips: true },
    });
  });

  it('of an edit turns a switch off by removing it, and leaves unknown settings alone', () => {
    const settings = { start_url: 'https://a.example/start', region: 'eu-central-1', fips: true, portal_endpoint: 'x' };
    const before = awsProfile({ settings });
    const after = { ...valuesOf(aws, before), fips: '', dualstack: 'true' };
    expect(editRequest(aws, after, before)).toEqual({ settings: { fips: null, dualstack: true } });
  });
});
