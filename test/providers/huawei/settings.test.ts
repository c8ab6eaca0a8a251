/** Settings as typed: accepted, normalized, or refused with a message and a hint that name the setting. */
import { describe, expect, it } from 'vitest';
import { huawei } from '../../../src-main/providers/huawei/provider.ts';
import { nearestRegions, oidcEndpoint, PORTAL_ENDPOINT, REGIONS } from '../../../src-main/providers/huawei/regions.ts';
import { HuaweiSettings } from '../../../src-main/providers/huawei/settings.ts';
import published from '../../specs/huawei/regions.json';
import { failure, world } from '../../support/engine/provider-world.ts';
import { HuaweiDesk } from './desk.ts';
import { context, GOOD } from './wire.ts';

/** The agent's error for a profile with these settings. */
function refusal(changes: Readonly<Record<string, unknown>>) {
  return failure(new HuaweiDesk().withProfile(changes));
}

describe('regions', () => {
  it('are the 17 that Huawei Cloud lists, each with its host', () => {
    expect(Object.fromEntries(REGIONS.map((region) => [region, oidcEndpoint(region)]))).toEqual(published.oidc);
    expect(new Set(Object.values(published.portal))).toEqual(new Set([PORTAL_ENDPOINT]));
  });

  it.each([
    ['cn-nort-4', 'cn-north-4'],
    ['cn-north-1', 'cn-north-4, cn-south-1'],
    ['ap-southeast-9', 'ap-southeast-1, ap-southeast-2, ap-southeast-3'],
    ['brazil', 'sa-brazil-1'],
  ])('%s is refused, and %s suggested', async (typed, near) => {
    const { code, message, hint } = await refusal({ region: typed });
    expect(code).toBe('profile_invalid');
    expect(message).toContain(`'${typed}' is not a region with IAM Identity Center; similar ones: ${near}`);
    expect(hint).toContain('tr-west-1');
  });

  it('any input gets a suggestion', () => {
    for (const typed of ['', 'Beijing', 'eu-west-101', 'x'.repeat(5000), '北京四']) {
      expect(nearestRegions(typed).length).toBeGreaterThan(0);
    }
  });

  it('capitals and surrounding spaces do not matter', () => {
    expect(HuaweiSettings.parse({ ...GOOD, region: ' CN-North-4 ' }).region).toBe('cn-north-4');
  });
});

describe('the start URL', () => {
  it.each([
    ['https://idcenter.huaweicloud.com/d-47f958c067/portal', 'Huawei Cloud d-47f958c067'],
    ['https://idcenter.huaweicloud.com/d-47f958c067/portal/', 'Huawei Cloud d-47f958c067'],
    ['https://IDCenter.HuaweiCloud.com/example-corp/portal#/accounts?x=1', 'Huawei Cloud example-corp'],
    ['https://idcenter-intl.huaweicloud.com/d-47f958c067/portal', 'Huawei Cloud d-47f958c067'],
  ])('%s is accepted', async (start_url, name) => {
    const settings = HuaweiSettings.parse({ ...GOOD, start_url });
    const server = await huawei.discover(world({ allowLoopbackHttp: false }).context, settings);
    expect([server.displayName, huawei.displayName(settings)]).toEqual([name, name]);
    expect(server.issuer).toMatch(/^https:\/\/[a-z-]+\.huaweicloud\.com\/[\w-]+\/portal$/);
  });

  it.each([
    ['idcenter.huaweicloud.com/d-47f958c067/portal', 'is not an address', 'user portal URL'],
    ['http://idcenter.huaweicloud.com/d-47f958c067/portal', 'must start with https://', 'user portal URL'],
    ['https://me:pw@idcenter.huaweicloud.com/d-47f958c067/portal', 'must not contain a user name', 'user portal URL'],
    ['https://d-1234567890.awsapps.com/start', 'is an AWS portal', '--provider aws'],
    ['https://console.huaweicloud.com/iam', 'is the console, not the user portal', 'user portal URL'],
    ['https://auth.huaweicloud.com/authui/login', 'is the console, not the user portal', 'user portal URL'],
    ['https://idcenter.huaweicloud.com/', 'names no directory', 'user portal URL'],
    ['https://idcenter.huaweicloud.com/d-47f958/portal', 'names no directory', 'user portal URL'],
    ['https://idcenter.example.com/d-47f958c067/portal', 'is not a Huawei Cloud host', 'user portal URL'],
    ['https://evilhuaweicloud.com/d-47f958c067/portal', 'is not a Huawei Cloud host', 'user portal URL'],
  ])('%s is refused: it %s', async (start_url, why, hint) => {
    const error = await refusal({ start_url });
    expect(error).toMatchObject({ code: 'profile_invalid', hint: expect.stringContaining(hint) });
    expect(error.message).toMatch(/^The setting start_url is not valid: /);
    expect(error.message).toContain(why);
    expect(error.message).not.toContain('me:pw');
  });

  it('may be on another host if the endpoint is set', () => {
    const own = { ...GOOD, start_url: 'https://sso.example.com/portal', oidc_endpoint: 'https://oidc.example.com' };
    expect(HuaweiSettings.safeParse(own).success).toBe(true);
  });

  it('may be http on loopback in test mode only', async () => {
    const settings = HuaweiSettings.parse({ ...GOOD, start_url: 'http://127.0.0.1:9/d-47f958c067/portal' });
    const strict = world({ allowLoopbackHttp: false }).context;
    expect(await failure(huawei.discover(strict, settings))).toMatchObject({ code: 'profile_invalid' });
    expect((await huawei.discover(context, settings)).flows).toEqual(['device']);
  });
});

describe('scopes and endpoints', () => {
  it('an AWS scope is refused for its colon, any other invalid scope for its form', async () => {
    const aws = await refusal({ scopes: ['sso:account:access'] });
    expect(aws.message).toContain("'sso:account:access' is the wrong kind of scope: AWS scope names");
    expect([aws.code, aws.hint]).toEqual(['profile_invalid', expect.stringContaining('--scope openid')]);
    expect((await refusal({ scopes: ['a b'] })).message).toContain('1 to 64 letters, digits, underscores or hyphens');
  });

  it.each(['http://oidc.example.com', 'https://oidc.example.com/?x=1', 'nonsense'])(
    '%s is not an endpoint',
    async (portal_endpoint) => {
      expect((await refusal({ portal_endpoint })).message).toMatch(/^The setting portal_endpoint is not valid: /);
    },
  );

  it('the hosts follow the region, unless they are set', async () => {
    const here = (changes: object) => huawei.discover(context, HuaweiSettings.parse({ ...GOOD, ...changes }));
    expect((await here({ region: 'tr-west-1' })).metadata).toMatchObject({
      oidc: 'https://oidc.tr-west-1.myhuaweicloud.com',
      portal: 'https://portal-identitycenter.myhuaweicloud.com',
    });
    const own = { oidc_endpoint: 'https://a.example/', portal_endpoint: 'https://b.example' };
    expect((await here(own)).metadata).toMatchObject({ oidc: 'https://a.example', portal: 'https://b.example' });
  });

  it('another portal, region or host means another sign-in; other scopes do not', () => {
    const key = (changes: object) => huawei.signInKey?.(HuaweiSettings.parse({ ...GOOD, ...changes }));
    expect(key({ scopes: [] })).toBe(key({ start_url: `${GOOD.start_url}/#/x` }));
    const others = [
      { region: 'tr-west-1' },
      { oidc_endpoint: 'https://a.example' },
      { portal_endpoint: 'https://a.example' },
    ];
    expect(new Set([{}, ...others].map(key)).size).toBe(4);
  });
});
