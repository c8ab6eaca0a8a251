/** The AWS settings, and what follows from them without a request. */
import { describe, expect, it } from 'vitest';
import { aws } from '../../../src-main/providers/aws/provider.ts';
import { providers } from '../../../src-main/providers/index.ts';
import { ADMIN, START_URL } from './scripted.ts';

const BASE = { start_url: START_URL, region: 'eu-central-1' };

function problem(settings: Readonly<Record<string, unknown>>): string {
  const parsed = aws.settings.safeParse({ ...BASE, ...settings });
  return parsed.success
    ? ''
    : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n');
}

describe('settings', () => {
  it('accept a start URL alone, and every setting at once', () => {
    expect(problem({ region: undefined })).toBe('');
    const arn = 'arn:aws:sso::123456789012:application/ssoins-1234567890abcdef/apl-1234567890abcdef';
    expect(
      problem({ scopes: ['sso:account:access'], fips: true, dualstack: true, entitled_application_arn: arn }),
    ).toBe('');
    expect(problem({ oidc_endpoint: 'https://vpce.example.com', portal_endpoint: 'http://127.0.0.1:8080/x' })).toBe('');
  });

  it.each([
    [{ start_url: 'd-1.awsapps.com/start' }, "start_url: 'd-1.awsapps.com/start' is not an address"],
    [
      { start_url: 'http://d-1.awsapps.com/start' },
      'start_url: the start URL http://d-1.awsapps.com/start must start with https://',
    ],
    [{ start_url: 'https://me:pw@d-1.awsapps.com/start' }, 'must not contain a user name'],
    [{ region: 'Frankfurt' }, 'region: a region looks like eu-central-1'],
    [{ region: 'eu-central-1.evil.example/' }, 'region: a region looks like'],
    [{ scopes: ['a b'] }, 'scopes.0: a scope has no spaces'],
    [{ oidc_endpoint: 'http://example.com' }, 'oidc_endpoint: an endpoint is an https address'],
    [{ portal_endpoint: 'https://example.com/?x' }, 'portal_endpoint: an endpoint is an https address'],
    [{ entitled_application_arn: 'my-app' }, 'entitled_application_arn: the ARN must look like'],
    [{ client_id: 'x' }, 'client_id'],
  ])('refuse %j and name the setting', (settings, sentence) => {
    expect(problem(settings)).toContain(sentence);
  });

  it.each([{ fips: true }, { dualstack: true }])('refuse a custom endpoint together with %j', (other) => {
    const sentence = 'a custom endpoint cannot be combined with fips or dualstack';
    expect(problem({ oidc_endpoint: 'https://a.example', ...other })).toBe(`oidc_endpoint: ${sentence}`);
    expect(problem({ portal_endpoint: 'https://a.example', ...other })).toBe(`portal_endpoint: ${sentence}`);
  });
});

describe('from the settings alone', () => {
  it('a sign-in belongs to the portal, region and endpoints, not to scopes, FIPS or dual-stack', () => {
    const key = (changes: Readonly<Record<string, unknown>>) =>
      aws.signInKey?.(aws.settings.parse({ ...BASE, ...changes }));
    for (const same of [{ scopes: ['x:y'] }, { fips: true }, { dualstack: true }]) expect(key(same)).toBe(key({}));
    const others = [
      key({}),
      key({ start_url: 'https://d-2.awsapps.com/start' }),
      key({ region: 'us-east-1' }),
      key({ oidc_endpoint: 'https://a.example' }),
      key({ portal_endpoint: 'https://a.example' }),
    ];
    expect(new Set(others).size).toBe(others.length);
  });

  it('the console opens with the access portal’s shortcut link, whatever characters the names contain', () => {
    const { consoleUrl } = aws.roles ?? {};
    expect(consoleUrl?.({ ...BASE, start_url: `${START_URL}/#/` }, ADMIN)).toBe(
      'https://d-1234567890.awsapps.com/start/#/console?account_id=111111111111&role_name=Admin',
    );
    expect(consoleUrl?.(BASE, { ...ADMIN, role_id: 'a&b=c d' })).toContain('&role_name=a%26b%3Dc%20d');
  });

  it('the provider comes before the generic one', () => {
    expect(providers.map(({ kind }) => kind).indexOf('aws')).toBe(0);
    expect(providers.at(-1)?.kind).toBe('oidc');
  });
});
