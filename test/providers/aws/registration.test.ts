/** RegisterClient: what is sent for each flow, what is read from the answer, and when a registration is outdated. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Flow } from '../../../src-main/core/profile.ts';
import { aws } from '../../../src-main/providers/aws/provider.ts';
import { failure, failureCode } from '../../support/engine/provider-world.ts';
import { context, DEVICE_GRANT, type Scripted, START_URL, startScripted } from './scripted.ts';

let aw: Scripted;
const ANSWER = {
  clientId: 'a-client',
  clientSecret: 'a-secret',
  clientIdIssuedAt: 1_790_000_000,
  clientSecretExpiresAt: 1_797_776_000,
};
const ARN = 'arn:aws:sso::123456789012:application/ssoins-1/apl-1';

beforeAll(async () => {
  aw = await startScripted();
});
afterAll(() => aw.http.close());
beforeEach(() => answering(ANSWER));

const answering = (json: unknown) => void aw.http.routes.set('POST /client/register', { json });
const register = (flow: Flow, settings: Readonly<Record<string, unknown>> = {}) =>
  aws.register({ context, server: aw.server, settings: { ...aw.settings, ...settings } }, flow, {});
const sent = () => JSON.parse(aw.http.last('/client/register').text);

describe('what is sent', () => {
  it('for the device flow: name, type, scopes and the grants it needs, as JSON without authorization', async () => {
    await register('device');
    expect(sent()).toEqual({
      clientName: 'Latchkey',
      clientType: 'public',
      scopes: ['sso:account:access'],
      grantTypes: [DEVICE_GRANT, 'refresh_token'],
    });
    const { headers } = aw.http.last('/client/register');
    expect(headers['content-type']).toBe('application/json');
    expect(headers['authorization']).toBeUndefined();
  });

  it('F44: for the browser: the loopback redirect without a port, and the issuer', async () => {
    await register('browser', { scopes: ['sso:account:access', 'codewhisperer:completions'] });
    expect(sent()).toEqual({
      clientName: 'Latchkey',
      clientType: 'public',
      scopes: ['sso:account:access', 'codewhisperer:completions'],
      grantTypes: ['authorization_code', 'refresh_token'],
      redirectUris: ['http://127.0.0.1/oauth/callback'],
      issuerUrl: START_URL,
    });
  });

  it('the configured application ARN, if there is one', async () => {
    await register('device', { entitled_application_arn: ARN });
    expect(sent()).toMatchObject({ entitledApplicationArn: ARN, issuerUrl: START_URL });
  });

  it('without scopes, the legacy registration, whose tokens last 8 hours and cannot be refreshed', async () => {
    await register('device', { scopes: [] });
    expect(sent()).toEqual({ clientName: 'Latchkey', clientType: 'public' });
  });
});

describe('what is read from the answer', () => {
  it('the client with its secret and expiry, for one flow only', async () => {
    const device = await register('device');
    expect(device).toMatchObject({ source: 'registered', clientId: 'a-client', flows: ['device'] });
    expect(device.clientSecret?.reveal()).toBe('a-secret');
    expect(device.secretExpiresAtMs).toBe(1_797_776_000_000);
    expect(device).not.toHaveProperty('redirectUri');
    const browser = await register('browser');
    expect(browser).toMatchObject({ flows: ['browser'], redirectUri: 'http://127.0.0.1/oauth/callback' });
  });

  it('F24: an expiry of 0, or no expiry, means never', async () => {
    const { clientSecretExpiresAt: _, clientIdIssuedAt: __, ...least } = ANSWER;
    for (const answer of [least, { ...least, clientSecretExpiresAt: 0 }]) {
      answering(answer);
      expect(await register('device')).not.toHaveProperty('secretExpiresAtMs');
    }
  });

  it('authorizationEndpoint and tokenEndpoint are ignored', async () => {
    answering({ ...ANSWER, authorizationEndpoint: 'https://evil.example/', tokenEndpoint: 'https://evil.example/' });
    const client = await register('browser');
    const request = await aws.authorizationRequest(
      { context, server: aw.server, settings: aw.settings, client },
      'http://127.0.0.1:7/x',
    );
    expect(request.url.startsWith(`${aw.http.origin}/authorize?`)).toBe(true);
  });

  it.each([{}, { ...ANSWER, clientId: undefined }, { ...ANSWER, clientSecret: '' }, { ...ANSWER, clientId: 7 }])(
    'an answer without a usable client is a transient error: %j',
    async (json) => {
      answering(json);
      const error = await failure(register('device'));
      expect(error).toMatchObject({ code: 'provider_error' });
      expect(error.message).toBe('AWS d-1234567890 answered the registration without a usable client.');
    },
  );

  it('a page or an empty answer is not a registration', async () => {
    aw.http.routes.set('POST /client/register', { html: '<h1>Welcome to the hotel</h1>' });
    expect(await failureCode(register('device'))).toBe('provider_error');
    aw.http.routes.set('POST /client/register', { status: 200 });
    expect(await failureCode(register('device'))).toBe('provider_error');
  });
});

describe('a registration is outdated', () => {
  it('with other scopes, another application or another host', async () => {
    const client = await register('device');
    const outdated = (settings: Readonly<Record<string, unknown>>, server = aw.server) =>
      aws.registrationOutdated?.(server, { ...aw.settings, ...settings }, client);
    expect(outdated({})).toBe(false);
    expect(outdated({ scopes: ['sso:account:access'] })).toBe(false);
    expect(outdated({ scopes: ['sso:account:access', 'x:y'] })).toBe(true);
    expect(outdated({ entitled_application_arn: ARN })).toBe(true);
    const moved = { ...aw.server, metadata: { ...aw.server.metadata, oidc: 'https://oidc.eu-west-1.amazonaws.com' } };
    expect(outdated({}, moved)).toBe(true);
  });
});
