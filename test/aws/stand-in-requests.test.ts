/** The stand-in refuses every request that the models do not allow, in the words of the real services. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type AwsServer, startAwsServer } from '../support/aws/server.ts';
import { type Answer, codeClient, DEVICE_CLIENT, DEVICE_CODE, portal, post, register, signIn } from './wire.ts';

let server: AwsServer;
let token: unknown;
beforeAll(async () => {
  server = await startAwsServer({ callsPerSecond: 0 });
  token = (await signIn(server, await register(server)))['accessToken'];
});
afterAll(() => server.close());
beforeEach(() => server.traffic.clear());

const REGISTER = '/client/register';
const form = { 'content-type': 'application/x-www-form-urlencoded' };
const grant = { clientId: 'x', clientSecret: 'x', grantType: DEVICE_CODE, deviceCode: 'x' };

/** What was sent; exception; status. */
type Row = readonly [string, () => Promise<Answer>, string, number?];

const SENT: readonly Row[] = [
  ['a form', () => post(server, REGISTER, 'clientName=Test&clientType=public', form), 'InvalidRequestException'],
  ['no JSON', () => post(server, REGISTER, '{'), 'InvalidRequestException'],
  ['a list', () => post(server, REGISTER, '[]'), 'InvalidRequestException'],
  ['a missing member', () => post(server, REGISTER, { clientType: 'public' }), 'InvalidRequestException'],
  ['a null', () => post(server, REGISTER, { ...DEVICE_CLIENT, scopes: null }), 'InvalidRequestException'],
  ['an empty text', () => post(server, REGISTER, { ...DEVICE_CLIENT, clientName: '' }), 'InvalidRequestException'],
  ['scopes in one text', () => post(server, REGISTER, { ...DEVICE_CLIENT, scopes: 'a:b' }), 'InvalidRequestException'],
  ['a number for a text', () => post(server, REGISTER, { ...DEVICE_CLIENT, clientName: 1 }), 'InvalidRequestException'],
  ['snake_case', () => post(server, REGISTER, { ...DEVICE_CLIENT, redirect_uris: [] }), 'InvalidRequestException'],
  ['a query', () => post(server, `${REGISTER}?a=b`, DEVICE_CLIENT), 'InvalidRequestException'],
  ['a signature', () => post(server, REGISTER, DEVICE_CLIENT, { authorization: 'AWS4' }), 'InvalidRequestException'],
  [
    'a signing date',
    () => post(server, REGISTER, DEVICE_CLIENT, { 'x-amz-date': '20261121T000000Z' }),
    'InvalidRequestException',
  ],
  [
    'a member of another grant',
    () => post(server, '/token', { ...grant, refreshToken: 'x' }),
    'InvalidRequestException',
  ],
  [
    'a grant without its member',
    () => post(server, '/token', { ...grant, deviceCode: undefined }),
    'InvalidRequestException',
  ],
  [
    'an unknown grant',
    () => post(server, '/token', { ...grant, grantType: 'password' }),
    'UnsupportedGrantTypeException',
  ],
  ['an unknown client', () => post(server, '/token', grant), 'InvalidClientException', 401],
  [
    'the signed operation',
    () => post(server, '/token?aws_iam=t', { clientId: 'x', grantType: 'refresh_token' }),
    'InvalidRequestException',
  ],
  ['an unknown path', () => post(server, '/register', DEVICE_CLIENT), 'UnknownOperationException', 404],
  [
    'a POST for a GET',
    () => portal(server, '/assignment/accounts', token, { method: 'POST' }),
    'MethodNotAllowedException',
    405,
  ],
  ['a GET for a POST', () => portal(server, '/logout', token), 'MethodNotAllowedException', 405],
  [
    'a body at logout',
    () => portal(server, '/logout', token, { method: 'POST', body: '{}' }),
    'InvalidRequestException',
  ],
  [
    'a token in Authorization',
    () => portal(server, '/assignment/accounts', undefined, { headers: { authorization: `Bearer ${token}` } }),
    'InvalidRequestException',
  ],
  ['no token', () => portal(server, '/assignment/accounts', undefined), 'UnauthorizedException', 401],
  ['a wrong token', () => portal(server, '/assignment/accounts', 'x'), 'UnauthorizedException', 401],
  ['maxResults', () => portal(server, '/assignment/accounts?maxResults=5', token), 'InvalidRequestException'],
  ['no results', () => portal(server, '/assignment/accounts?max_result=0', token), 'InvalidRequestException'],
  ['too many results', () => portal(server, '/assignment/accounts?max_result=101', token), 'InvalidRequestException'],
  [
    'a word for a number',
    () => portal(server, '/assignment/accounts?max_result=all', token),
    'InvalidRequestException',
  ],
  [
    'a doubled member',
    () => portal(server, '/assignment/accounts?max_result=1&max_result=2', token),
    'InvalidRequestException',
  ],
  ['no account', () => portal(server, '/assignment/roles', token), 'InvalidRequestException'],
  ['an account that is none', () => portal(server, '/assignment/roles?account_id=1', token), 'InvalidRequestException'],
  [
    'an unknown account',
    () => portal(server, '/assignment/roles?account_id=999999999999', token),
    'ResourceNotFoundException',
    404,
  ],
  [
    'another role',
    () => portal(server, '/federation/credentials?account_id=111122220000&role_name=No', token),
    'ForbiddenException',
    403,
  ],
  [
    'an invented next_token',
    () => portal(server, '/assignment/accounts?next_token=MQ', token),
    'InvalidRequestException',
  ],
];

describe('refused', () => {
  it.each(SENT.map((row) => [row[0], row] as const))('%s', async (_what, [, send, exception, status = 400]) => {
    expect(await send()).toMatchObject({ exception, status });
  });

  it('with the headers and bodies of the real services', async () => {
    const oidc = await fetch(`${server.oidcUrl}/client/register`, { method: 'POST' });
    expect(oidc.headers.get('x-amzn-errortype')).toBe(
      'InvalidRequestException:http://internal.amazon.com/coral/com.amazonaws.sso.oidc/',
    );
    expect(oidc.headers.get('x-amzn-requestid')).toMatch(/^[\da-f-]{36}$/);
    expect(await oidc.json()).toMatchObject({ error: 'invalid_request', error_description: expect.any(String) });
    expect((await portal(server, '/assignment/accounts', 'x')).body).toEqual({
      message: 'Session token not found or invalid',
      __type: 'com.amazonaws.switchboard.portal#UnauthorizedException',
    });
  });
});

/** Changes of a registration for the browser flow. */
const REGISTRATIONS: readonly (readonly [string, Readonly<Record<string, unknown>>, string])[] = [
  ['a confidential client', { clientType: 'confidential' }, 'InvalidClientMetadataException'],
  ['an unknown grant', { grantTypes: ['password'] }, 'UnsupportedGrantTypeException'],
  ['an ill-formed scope', { scopes: ['sso account'] }, 'InvalidScopeException'],
  ['localhost', { redirectUris: ['http://localhost/oauth/callback'] }, 'InvalidRedirectUriException'],
  ['https on the loopback', { redirectUris: ['https://127.0.0.1/oauth/callback'] }, 'InvalidRedirectUriException'],
  ['a redirect elsewhere', { redirectUris: ['http://192.0.2.1/'] }, 'InvalidRedirectUriException'],
  ['no redirect', { redirectUris: undefined }, 'InvalidRedirectUriException'],
  ['no issuer', { issuerUrl: undefined }, 'InvalidRequestException'],
  ['a foreign issuer', { issuerUrl: 'https://d-0000000000.awsapps.com/start' }, 'InvalidRequestException'],
  ['an ARN of something else', { entitledApplicationArn: 'arn:aws:s3:::bucket' }, 'InvalidClientMetadataException'],
];

describe('registration', () => {
  it.each(REGISTRATIONS)('is refused for %s', async (_what, changes, exception) => {
    const answer = await post(server, REGISTER, { ...codeClient(server), ...changes });
    expect(answer).toMatchObject({ exception, status: 400 });
  });

  it('lasts 90 days and has a secret as long as the real one', async () => {
    const { body } = await post(server, REGISTER, codeClient(server));
    expect(Number(body['clientSecretExpiresAt']) - Number(body['clientIdIssuedAt'])).toBe(7_776_000);
    expect(String(body['clientSecret'])).toMatch(/^eyJ[\w-]{20,}\.[\w-]{1000,}\.[\w-]{64}$/);
    expect(body).not.toHaveProperty('authorizationEndpoint');
  });
});
