/** Start URLs: every form, custom addresses that redirect to one, and the region, configured or found. */
import { describe, expect, it } from 'vitest';
import { aws } from '../../../src-main/providers/aws/provider.ts';
import { normalStartUrl } from '../../../src-main/providers/aws/start-url.ts';
import { failure, world } from '../../support/engine/provider-world.ts';
import { hosts, redirectTo } from './scripted.ts';

const OWN = 'https://sso.example.com/';
const noHosts = () => hosts({});
const discover = (settings: Readonly<Record<string, unknown>>, { context } = noHosts()) =>
  aws.discover(context, aws.settings.parse(settings));

describe('the forms of a start URL', () => {
  it.each([
    ['https://d-1234567890.awsapps.com/start', 'us-east-1', 'AWS d-1234567890'],
    ['https://my-company.awsapps.com/start', 'eu-west-1', 'AWS my-company'],
    ['https://start.us-gov-home.awsapps.com/directory/d-1234567890', 'us-gov-west-1', 'AWS d-1234567890'],
    ['https://start.home.awsapps.cn/directory/d-1234567890', 'cn-northwest-1', 'AWS d-1234567890'],
    ['https://identitycenter.amazonaws.com/ssoins-1234567890abcdef', 'us-east-1', 'AWS ssoins-1234567890abcdef'],
    ['https://portal.us-iso-east-1.c2s.ic.gov/start', 'us-iso-east-1', 'AWS portal.us-iso-east-1.c2s.ic.gov'],
  ])('%s uses the configured region, without a request', async (start_url, region, displayName) => {
    const world = noHosts();
    const server = await discover({ start_url, region }, world);
    expect(server).toMatchObject({ issuer: start_url, displayName, metadata: { region, startUrl: start_url } });
    expect(world.asked).toEqual([]);
  });

  it.each([
    ['https://ssoins-1234567890abcdef.eu-west-2.portal.amazonaws.com', 'eu-west-2', 'oidc.eu-west-2.amazonaws.com'],
    ['https://ssoins-1234567890abcdef.portal.eu-west-2.app.aws', 'eu-west-2', 'oidc.eu-west-2.amazonaws.com'],
    ['https://start.cn-north-1.home.awsapps.cn/directory/d-1', 'cn-north-1', 'oidc.cn-north-1.amazonaws.com.cn'],
    ['https://ssoins-1.cn-north-1.portal.amazonaws.com.cn', 'cn-north-1', 'oidc.cn-north-1.amazonaws.com.cn'],
    [
      'https://ssoins-1.portal.cn-north-1.app.amazonwebservices.com.cn',
      'cn-north-1',
      'oidc.cn-north-1.amazonaws.com.cn',
    ],
    ['https://ssoins-1.eusc-de-east-1.portal.amazonaws.eu', 'eusc-de-east-1', 'oidc.eusc-de-east-1.amazonaws.eu'],
  ])('%s shows its region', async (start_url, region, host) => {
    expect((await discover({ start_url })).metadata).toMatchObject({ region, oidc: `https://${host}` });
  });

  it.each([
    'https://d-1.awsapps.com/start/',
    'https://d-1.awsapps.com/start/#/',
    'https://d-1.awsapps.com/start#/device?user_code=AAAA-BBBB',
    'https://D-1.AWSAPPS.COM/start?x=1',
    'https://d-1.awsapps.com',
    'https://d-1.awsapps.com:443/start',
  ])('%s is the same without what the address bar adds', (copied) => {
    expect(normalStartUrl(copied)).toBe('https://d-1.awsapps.com/start');
    const key = (start_url: string) => aws.signInKey?.({ start_url, region: 'us-east-1' });
    expect(key(copied)).toBe(key('https://d-1.awsapps.com/start'));
  });

  it('without any region, the error names --region', async () => {
    const error = await failure(discover({ start_url: 'https://d-1.awsapps.com/start' }));
    expect(error).toMatchObject({ code: 'profile_invalid' });
    expect(error.message).toContain('https://d-1.awsapps.com/start does not show the region');
    expect(error.hint).toContain('--region');
  });

  it('a region that contradicts the start URL is an error that names both, not a guess', async () => {
    const start_url = 'https://ssoins-1.eu-west-2.portal.amazonaws.com';
    const error = await failure(discover({ start_url, region: 'us-east-1' }));
    expect(error).toMatchObject({ code: 'profile_invalid', hint: expect.stringContaining('--region eu-west-2') });
    expect(error.message).toMatch(/eu-west-2.*us-east-1/);
  });
});

describe('a custom address', () => {
  const portal = 'https://ssoins-1.eu-west-2.portal.amazonaws.com/';

  it('is requested once with HEAD, and its redirect is not followed', async () => {
    const world = hosts({ [`HEAD ${OWN}`]: redirectTo(portal) });
    const server = await discover({ start_url: OWN }, world);
    expect(server).toMatchObject({
      displayName: 'AWS ssoins-1',
      metadata: { region: 'eu-west-2', startUrl: portal.slice(0, -1) },
    });
    expect(world.asked).toEqual([{ method: 'HEAD', url: OWN }]);
  });

  it.each([405, 501])('is requested with GET if HEAD is answered with %d', async (status) => {
    const no = () => new Response(null, { status });
    const world = hosts({ [`HEAD ${OWN}`]: no, [`GET ${OWN}`]: redirectTo('https://corp.awsapps.com/start/', 301) });
    const server = await discover({ start_url: OWN, region: 'us-east-1' }, world);
    expect(server.issuer).toBe('https://corp.awsapps.com/start');
    expect(world.asked.map(({ method }) => method)).toEqual(['HEAD', 'GET']);
  });

  it.each([
    ['another host', 'https://evil.example/start'],
    ['a host that only looks like one', 'https://corp.awsapps.com.evil.example/start'],
    ['a bucket at AWS', 'https://corp.s3.amazonaws.com/start'],
    ['http', 'http://corp.awsapps.com/start'],
    ['another port', 'https://corp.awsapps.com:8443/start'],
    ['a user name', 'https://user@corp.awsapps.com/start'],
    ['another path on its own host', '/login'],
    ['an unreadable address', 'https://['],
  ])('that redirects to %s is refused, and nothing is requested there', async (_what, location) => {
    const world = hosts({ [`HEAD ${OWN}`]: redirectTo(location) });
    const error = await failure(discover({ start_url: OWN, region: 'us-east-1' }, world));
    expect(error).toMatchObject({ code: 'profile_invalid', hint: expect.stringContaining('access portal URL') });
    expect(world.asked).toHaveLength(1);
  });

  it('that answers with a page is not a portal; one that fails may be tried again later', async () => {
    const answering = (status: number) => hosts({ [`HEAD ${OWN}`]: () => new Response(null, { status }) });
    const settings = { start_url: OWN, region: 'us-east-1' };
    expect((await failure(discover(settings, answering(200)))).code).toBe('profile_invalid');
    expect((await failure(discover(settings, answering(404)))).code).toBe('profile_invalid');
    expect((await failure(discover(settings, answering(503)))).code).toBe('provider_error');
    expect((await failure(discover(settings))).code).toBe('provider_unreachable');
  });

  it('without https is never requested', async () => {
    const start_url = 'http://127.0.0.1:1/start';
    const world = noHosts();
    expect((await failure(discover({ start_url, region: 'us-east-1' }, world))).code).toBe('profile_invalid');
    expect(world.asked).toEqual([]);
  });

  it('F33: http is accepted on loopback in test mode only, for the start URL and for endpoints', async () => {
    const fetch = async () => new Response(null, { status: 200 });
    const settings = aws.settings.parse({
      start_url: 'http://127.0.0.1:1/start',
      region: 'us-east-1',
      oidc_endpoint: 'http://127.0.0.1:1',
    });
    const inTest = await aws.discover(world({ fetch }).context, settings);
    expect(inTest.issuer).toBe('http://127.0.0.1:1/start');
    const start_url = 'https://d-1.awsapps.com/start';
    const error = await failure(discover({ ...settings, start_url }));
    expect(error.message).toContain('The endpoint http://127.0.0.1:1 must start with https://');
  });
});
