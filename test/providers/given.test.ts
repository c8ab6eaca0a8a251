/**
 * How every provider handles token endpoint answers: a refresh never loses the new refresh token, a device code works once,
 * refusals are read in every form, and lifetimes are whole seconds.
 */
import { describe, expect, it } from 'vitest';
import { asLatchkeyError } from '../../src-main/core/errors.ts';
import type { Exchange } from '../../src-main/core/provider/exchange.ts';
import type { Client, Provider } from '../../src-main/core/provider/provider.ts';
import { secret } from '../../src-main/core/secret.ts';
import { aws } from '../../src-main/providers/aws/provider.ts';
import { huawei } from '../../src-main/providers/huawei/provider.ts';
import { hydra } from '../../src-main/providers/hydra/provider.ts';
import { oidc } from '../../src-main/providers/oidc/provider.ts';
import { failure, world } from '../support/engine/provider-world.ts';

type Members = Readonly<Record<string, unknown>>;

const camel = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
const camelCased = (members: Members): Members =>
  Object.fromEntries(Object.entries(members).map(([name, value]) => [camel(name), value]));

const ISSUER = 'https://id.example';
const CLOUD = { startUrl: 'https://id.example/portal', oidc: 'https://id.example', portal: 'https://id.example' };
const OAUTH = {
  issuer: ISSUER,
  token_endpoint: `${ISSUER}/token`,
  device_authorization_endpoint: `${ISSUER}/device`,
};

interface Wire {
  readonly name: string;
  readonly provider: Provider;
  readonly metadata: Members;
  /** How this provider spells a token answer and a device answer. */
  tokens(members: Members): Members;
  device(members: Members): Members;
}

const asIs = (members: Members): Members => members;
const WIRES: readonly Wire[] = [
  { name: 'oidc', provider: oidc as Provider, metadata: OAUTH, tokens: asIs, device: asIs },
  { name: 'hydra', provider: hydra as Provider, metadata: OAUTH, tokens: asIs, device: asIs },
  { name: 'aws', provider: aws as Provider, metadata: CLOUD, tokens: camelCased, device: camelCased },
  {
    name: 'huawei',
    provider: huawei as Provider,
    metadata: CLOUD,
    tokens: (members) => ({ token_info: members }),
    device: asIs,
  },
];

const CLIENT: Client = {
  source: 'configured',
  clientId: 'latchkey-test',
  clientSecret: secret('the-secret'),
  authMethod: 'client_secret_post',
  flows: ['device'],
  metadata: {},
};

function asking({ metadata }: Wire, status: number, json: unknown, headers: Record<string, string> = {}): Exchange {
  const body = typeof json === 'string' ? json : JSON.stringify(json);
  const { context } = world();
  return {
    context: { ...context, fetch: async () => new Response(body, { status, headers }) },
    server: { issuer: ISSUER, displayName: 'id.example', flows: ['device'], metadata },
    settings: { issuer: ISSUER },
    client: CLIENT,
  };
}

const refresh = (wire: Wire, status: number, json: unknown, headers?: Record<string, string>) =>
  wire.provider.refresh(asking(wire, status, json, headers), secret('the-old-refresh-token'));

const GOOD = { access_token: 'at', token_type: 'Bearer', expires_in: 3600, refresh_token: 'the-next' };
const { access_token: _, ...WITHOUT_TOKEN } = GOOD;
const UNUSABLE: readonly (readonly [string, Members, string])[] = [
  ['no access token', WITHOUT_TOKEN, 'provider_error'],
  ['a line break in the access token', { ...GOOD, access_token: 'a\nb' }, 'provider_error'],
  ['a space in the access token', { ...GOOD, access_token: 'a b' }, 'provider_error'],
  ['an access token that is an object', { ...GOOD, access_token: { v: 'at' } }, 'provider_error'],
  ['an empty access token', { ...GOOD, access_token: '' }, 'provider_error'],
  ['a DPoP token', { ...GOOD, token_type: 'DPoP' }, 'provider_refused'],
  ['an unknown type', { ...GOOD, token_type: 'N_A' }, 'provider_refused'],
];
const ODD: readonly (readonly [string, Members])[] = [
  ['no type', { ...GOOD, token_type: undefined }],
  ['a type that is null', { ...GOOD, token_type: null }],
  ['an empty type', { ...GOOD, token_type: ' ' }],
  ['a type that is a number', { ...GOOD, token_type: 7 }],
  ['a lifetime that is an object', { ...GOOD, expires_in: {} }],
  ['a scope that is a list', { ...GOOD, scope: ['a', 'b'] }],
  ['an ID token that is not a JWT', { ...GOOD, id_token: 'x.y' }],
  ['an ID token that is a number', { ...GOOD, id_token: 7 }],
];

describe.each(WIRES)('$name: the new refresh token', (wire) => {
  it.each(UNUSABLE)('inputs 20: is not lost with %s in the answer', async (_what, members, code) => {
    const answer = await refresh(wire, 200, wire.tokens(members));
    expect(answer.refreshToken?.reveal()).toBe('the-next');
    const failed = await failure(answer.tokens());
    expect(failed.code).toBe(code);
    expect(`${failed.message} ${failed.hint} ${failed.cause}`).not.toContain('the-next');
  });

  it.each(ODD)('inputs 20: is used as usual with %s in the answer', async (_what, members) => {
    const answer = await refresh(wire, 200, wire.tokens(members));
    expect(answer.refreshToken?.reveal()).toBe('the-next');
    expect((await answer.tokens()).accessToken.reveal()).toBe('at');
  });

  it('inputs 20: is not lost next to an error, and is read from any 2xx', async () => {
    for (const status of [200, 201, 202, 203]) {
      const answer = await refresh(wire, status, { ...wire.tokens(WITHOUT_TOKEN), error: 'invalid_grant' });
      expect(answer.refreshToken?.reveal()).toBe('the-next');
      expect((await failure(answer.tokens())).code).toBe('provider_error');
    }
  });

  it('inputs 6: may be a number, unless JSON has lost digits of it', async () => {
    const given = async (refresh_token: unknown) =>
      (await refresh(wire, 200, wire.tokens({ ...GOOD, refresh_token }))).refreshToken?.reveal();
    expect(await given(1234567890)).toBe('1234567890');
    for (const nothing of [null, '', 2 ** 60, 1.5, {}, []]) expect(await given(nothing)).toBeUndefined();
  });

  it('security 12: comes with an unknown lifetime if less than one second is given', async () => {
    const lifetime = async (expires_in: unknown) =>
      (await (await refresh(wire, 200, wire.tokens({ ...GOOD, expires_in }))).tokens()).lifetimeS;
    for (const expires_in of [0.5, '0.5', 0, -1, 0.999, null, 'soon'])
      expect(await lifetime(expires_in)).toBeUndefined();
    expect([await lifetime(1), await lifetime(1.9), await lifetime('3600')]).toEqual([1, 1, 3600]);
  });
});

const DEVICE = {
  deviceCode: secret('the-device-code'),
  userCode: 'ABCD',
  verificationUri: 'https://id.example/device',
  expiresInS: 600,
  intervalS: 5,
};

describe.each(WIRES)('$name: a device code', (wire) => {
  const poll = (status: number, json: unknown) => wire.provider.pollDevice(asking(wire, status, json), DEVICE);

  it.each(UNUSABLE)('inputs N1: is used up by a success with %s', async (_what, members, code) => {
    expect(await poll(200, wire.tokens(members))).toMatchObject({ kind: 'unusable', error: { code } });
  });

  it('inputs N1: is not used up by a page, an empty answer or a server error', async () => {
    const answers = [
      [200, '<html>Sign in to the hotel</html>'],
      [200, ''],
      [500, {}],
      [502, ''],
    ] as const;
    for (const [status, body] of answers) expect((await failure(poll(status, body))).code).toBe('provider_error');
  });

  it.each([
    ['authorization_declined', 'sign_in_denied', 'denied'],
    ['access_denied', 'sign_in_denied', 'denied'],
    ['code_expired', 'code_expired', 'expired'],
    ['bad_verification_code', 'code_expired', 'expired'],
    ['expired_token', 'code_expired', 'expired'],
    ['incorrect_device_code', 'code_expired', 'expired'],
  ])('inputs N9: %s means %s', async (error, code, word) => {
    const failed = await failure(poll(400, { error }));
    expect(failed.code).toBe(code);
    expect(failed.message).toContain(word);
  });

  it('inputs N9: error words nested one level deeper mean the same', async () => {
    expect(await poll(400, { error: { code: 'authorization_pending' } })).toMatchObject({ kind: 'pending' });
    expect(await poll(400, { error: { code: 'slow_down' } })).toMatchObject({ kind: 'slow-down' });
  });

  const start = (json: Members) => wire.provider.startDevice(asking(wire, 200, wire.device(json)));
  const CODE = { device_code: 'dc', user_code: 'ABCD', verification_uri: 'https://id.example/device', expires_in: 600 };

  it('inputs 6: is read by its names in the drafts', async () => {
    const { verification_uri: verification_url, ...rest } = CODE;
    const verification_url_complete = `${verification_url}?user_code=ABCD`;
    expect(await start({ ...rest, verification_url, verification_url_complete })).toMatchObject({
      verificationUri: verification_url,
      verificationUriComplete: verification_url_complete,
    });
  });

  it('inputs 6: is read with numbers in place of text, and text in place of numbers', async () => {
    const device = await start({ ...CODE, device_code: 77, user_code: 123456, expires_in: '600', interval: '7' });
    expect([device.deviceCode.reveal(), device.userCode]).toEqual(['77', '123456']);
    expect([device.expiresInS, device.intervalS]).toEqual([600, 7]);
  });

  it('security 12: is polled every 5 s if the interval is less than one second', async () => {
    for (const interval of [0.1, 0, -5, 'often']) expect((await start({ ...CODE, interval })).intervalS).toBe(5);
  });

  it('inputs N4: if unusable, is refused with what is missing, and the hint does not blame the network', async () => {
    const { verification_uri: _uri, ...rest } = CODE;
    const { message, hint } = await failure(start(rest));
    expect(message).toMatch(/verification_?uri/i);
    expect(hint).not.toContain('network');
  });
});

describe.each(WIRES)('$name: a refused refresh', (wire) => {
  const refused = async (status: number, json: unknown, headers?: Record<string, string>) =>
    failure(refresh(wire, status, json, headers));

  it.each([
    'interaction_required',
    'login_required',
    'consent_required',
    'account_selection_required',
    'mfa_required',
    'reauthentication_required',
    'insufficient_user_authentication',
    'invalid_token',
  ])('inputs 14: %s needs the person and keeps the sign-in', async (error) => {
    for (const json of [{ error }, { error: { code: error, message: 'revoked' } }, { errors: [{ code: error }] }]) {
      expect(await refused(400, json)).toMatchObject({ code: 'sign_in_needed', grantStays: true });
    }
    expect(await refused(401, { error, error_description: 'revoked' })).toMatchObject({ grantStays: true });
  });

  it('inputs 14: invalid_grant in any form ends the sign-in', async () => {
    const forms = [
      { error: 'invalid_grant' },
      { error: { code: 'invalid_grant', message: 'gone' } },
      { error: { type: 'invalid_grant' } },
      { error: { error: 'invalid_grant' } },
      { errors: [{ code: 'invalid_grant' }] },
      { code: 'invalid_grant', message: 'gone' },
      { error: { code: 'INVALID_GRANT' } },
    ];
    for (const form of forms) {
      const failed = await refused(400, form);
      expect([failed.code, failed.grantStays], JSON.stringify(form)).toEqual(['sign_in_needed', undefined]);
    }
  });

  it('inputs 14: names on the Object prototype are not taken for error codes', async () => {
    for (const error of ['constructor', '__proto__', 'toString']) {
      expect((await refused(400, { error })).code).toBe('provider_refused');
    }
  });

  it('inputs 14: a server error neither ends the sign-in nor needs the person, whatever its body says', async () => {
    for (const error of ['invalid_grant', 'interaction_required', { code: 'invalid_grant' }]) {
      expect((await refused(503, { error })).code).toBe('provider_error');
    }
  });
});

it('inputs 14: a Bearer challenge without a body is read; a proxy challenge is not', async () => {
  const [wire] = WIRES as [Wire];
  const challenge = (value: string) => ({ 'www-authenticate': value });
  const given = async (value: string) =>
    asLatchkeyError(await refresh(wire, 401, '', challenge(value)).catch((e) => e));
  const said = 'Bearer realm="x", error="invalid_token", error_description="The token was revoked"';
  expect(await given(said)).toMatchObject({ code: 'sign_in_needed', grantStays: true });
  expect((await given(said)).message).toContain('revoked');
  expect((await given('Basic realm="proxy"')).code).toBe('provider_error');
});
