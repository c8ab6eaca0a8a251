/**
 * The vendor's recent JavaScript clients against the stand-in: they renew a token, get role credentials, and take each error
 * for the exception that it is.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as portalSdk from '@aws-sdk/client-sso';
import * as oidcSdk from '@aws-sdk/client-sso-oidc';
import { fromSSO } from '@aws-sdk/credential-providers';
import { fromSso } from '@aws-sdk/token-providers';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { MODELS } from '../support/aws/model.ts';
import { type AwsServer, isAwsName, startAwsServer } from '../support/aws/server.ts';

let server: AwsServer;
let oidc: oidcSdk.SSOOIDCClient;
let portal: portalSdk.SSOClient;

beforeAll(async () => {
  // Its remark that Node 20 ends soon.
  vi.stubEnv('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'true');
  server = await startAwsServer({ callsPerSecond: 0 });
  const common = { region: 'us-east-1', maxAttempts: 1 };
  oidc = new oidcSdk.SSOOIDCClient({ ...common, endpoint: server.oidcUrl });
  portal = new portalSdk.SSOClient({ ...common, endpoint: server.portalUrl });
});
afterAll(async () => {
  oidc.destroy();
  portal.destroy();
  await server.close();
});
beforeEach(() => server.traffic.clear());

const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code';
const SCOPES = ['sso:account:access'];

async function signIn() {
  const client = await oidc.send(
    new oidcSdk.RegisterClientCommand({ clientName: 'sdk', clientType: 'public', scopes: SCOPES }),
  );
  const { clientId, clientSecret } = client;
  const { startUrl } = server;
  const device = await oidc.send(new oidcSdk.StartDeviceAuthorizationCommand({ clientId, clientSecret, startUrl }));
  const { deviceCode, userCode = '' } = device;
  const poll = new oidcSdk.CreateTokenCommand({ clientId, clientSecret, grantType: DEVICE_CODE, deviceCode });
  await expect(oidc.send(poll)).rejects.toBeInstanceOf(oidcSdk.AuthorizationPendingException);
  await server.approveDevice(userCode);
  return { client, tokens: await oidc.send(poll) };
}

/** A home with one profile and a token file that has `leftS` seconds to live, as the vendor's clients share it. */
async function homeWith(leftS: number): Promise<{ home: string; file: string }> {
  const { client, tokens } = await signIn();
  const home = mkdtempSync(join(tmpdir(), 'latchkey-sdk-'));
  mkdirSync(join(home, '.aws/sso/cache'), { recursive: true });
  const session = `[sso-session corp]\nsso_start_url = ${server.startUrl}\nsso_region = us-east-1\nsso_registration_scopes = ${SCOPES}\n`;
  const role = 'sso_account_id = 111122220001\nsso_role_name = ReadOnlyAccess\n';
  writeFileSync(join(home, '.aws/config'), `${session}[profile work]\nsso_session = corp\n${role}`);
  const file = join(home, '.aws/sso/cache', `${createHash('sha1').update('corp').digest('hex')}.json`);
  const registrationExpiresAt = new Date((client.clientSecretExpiresAt ?? 0) * 1000).toISOString();
  const { clientId, clientSecret } = client;
  const { accessToken, refreshToken } = tokens;
  const expiresAt = new Date(Date.now() + leftS * 1000).toISOString();
  const content = { startUrl: server.startUrl, region: 'us-east-1', accessToken, refreshToken, expiresAt };
  writeFileSync(file, JSON.stringify({ ...content, clientId, clientSecret, registrationExpiresAt }));
  return { home, file };
}

describe('the credential and token providers', () => {
  const homes: string[] = [];
  afterAll(() => {
    for (const home of homes) rmSync(home, { recursive: true, force: true });
  });

  async function enter(leftS: number): Promise<string> {
    const { home, file } = await homeWith(leftS);
    homes.push(home);
    vi.stubEnv('HOME', home);
    vi.stubEnv('AWS_CONFIG_FILE', join(home, '.aws/config'));
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(home, '.aws/credentials'));
    vi.stubEnv('AWS_ENDPOINT_URL_SSO_OIDC', server.oidcUrl);
    vi.stubEnv('AWS_ENDPOINT_URL_SSO', server.portalUrl);
    return file;
  }

  it('renew a token that is nearly over and write the new pair to the shared file', async () => {
    const file = await enter(60);
    const before = JSON.parse(readFileSync(file, 'utf8'));
    const { token, expiration } = await fromSso({ profile: 'work' })();
    expect(server.traffic.count('refresh')).toBe(1);
    expect(expiration?.getTime()).toBeGreaterThan(Date.now() + 3_500_000);
    await vi.waitUntil(() => JSON.parse(readFileSync(file, 'utf8') || '{}').accessToken === token);
    expect(JSON.parse(readFileSync(file, 'utf8')).refreshToken).not.toBe(before.refreshToken);
  });

  it('get credentials of a role, with its expiry in milliseconds read as a date', async () => {
    await enter(3000);
    const credentials = await fromSSO({ profile: 'work', ignoreCache: true })();
    expect(credentials).toMatchObject({
      accessKeyId: expect.stringMatching(/^ASIA/),
      sessionToken: expect.any(String),
    });
    const leftS = ((credentials.expiration?.getTime() ?? 0) - Date.now()) / 1000;
    expect(leftS).toBeGreaterThan(3500);
    expect(leftS).toBeLessThanOrEqual(3600);
    const asked = server.traffic.requests.filter(({ route }) => route === 'GetRoleCredentials');
    expect(asked.map(({ query }) => `${query}`)).toEqual(['account_id=111122220001&role_name=ReadOnlyAccess']);
  });

  it('tell the person to sign in again when the session has ended', async () => {
    await enter(3000);
    server.endAllSessions();
    await expect(fromSSO({ profile: 'work', ignoreCache: true })()).rejects.toThrow(
      /Session token not found or invalid/,
    );
  });
});

describe('the clients', () => {
  it('go the whole way with the browser flow: register, authorize with PKCE, redeem, renew', async () => {
    const redirectUris = ['http://127.0.0.1/oauth/callback'];
    const grantTypes = ['authorization_code', 'refresh_token'];
    const issuerUrl = server.startUrl;
    const { clientId = '', clientSecret } = await oidc.send(
      new oidcSdk.RegisterClientCommand({
        clientName: 'sdk',
        clientType: 'public',
        grantTypes,
        redirectUris,
        issuerUrl,
        scopes: SCOPES,
      }),
    );
    const codeVerifier = 'v'.repeat(43);
    const redirectUri = 'http://127.0.0.1:43210/oauth/callback';
    const link = new URL('/authorize', server.oidcUrl);
    const code_challenge = createHash('sha256').update(codeVerifier).digest('base64url');
    link.search = `${new URLSearchParams({
      response_type: 'code',
      client_id: clientId,
      redirect_uri: redirectUri,
      state: 'xyz',
      code_challenge_method: 'S256',
      scopes: SCOPES.join(' '),
      code_challenge,
    })}`;
    const end = new URL(await server.answerLink(link.href));
    expect(`${end.origin}${end.pathname}`).toBe(redirectUri);
    expect(end.searchParams.get('state')).toBe('xyz');
    const code = end.searchParams.get('code') ?? '';
    const base = { clientId, clientSecret };
    const first = await oidc.send(
      new oidcSdk.CreateTokenCommand({ ...base, grantType: 'authorization_code', code, codeVerifier, redirectUri }),
    );
    const { refreshToken } = first;
    const refresh = new oidcSdk.CreateTokenCommand({ ...base, grantType: 'refresh_token', refreshToken });
    const second = await oidc.send(refresh);
    expect(second).toMatchObject({ tokenType: 'Bearer', expiresIn: 3600 });
    await expect(oidc.send(refresh)).rejects.toBeInstanceOf(oidcSdk.InvalidGrantException);
    const { accessToken } = second;
    const accounts = await portal.send(new portalSdk.ListAccountsCommand({ accessToken }));
    expect(accounts.accountList?.map(({ accountName }) => accountName)).toEqual(['Production', 'Staging', 'Sandbox']);
  });

  it('page through everything and sign out', async () => {
    const { tokens } = await signIn();
    const { accessToken } = tokens;
    const names: string[] = [];
    for await (const page of portalSdk.paginateListAccounts({ client: portal, pageSize: 2 }, { accessToken })) {
      names.push(...(page.accountList ?? []).map(({ accountId = '' }) => accountId));
    }
    expect(names).toEqual(server.accounts.map(({ accountId }) => accountId));
    expect(server.traffic.count('ListAccounts')).toBe(2);
    await portal.send(new portalSdk.LogoutCommand({ accessToken }));
    const again = portal.send(new portalSdk.ListAccountsCommand({ accessToken }));
    await expect(again).rejects.toBeInstanceOf(portalSdk.UnauthorizedException);
  });

  it('meet 403 “No access” for a role that is not theirs, which no model names', async () => {
    const { tokens } = await signIn();
    const input = { accessToken: tokens.accessToken, accountId: '111122220000', roleName: 'Nobody' };
    const refused = portal.send(new portalSdk.GetRoleCredentialsCommand(input));
    await expect(refused).rejects.toMatchObject({
      name: 'ForbiddenException',
      message: 'No access',
      $metadata: { httpStatusCode: 403 },
    });
  });
});

const text = 'x';
const token = { accessToken: text };
/** Sends each operation with the members that its client insists on; what comes back is scripted. */
const SENDERS: Readonly<Record<string, () => Promise<unknown>>> = {
  RegisterClient: () => oidc.send(new oidcSdk.RegisterClientCommand({ clientName: text, clientType: 'public' })),
  StartDeviceAuthorization: () =>
    oidc.send(new oidcSdk.StartDeviceAuthorizationCommand({ clientId: text, clientSecret: text, startUrl: text })),
  CreateToken: () =>
    oidc.send(new oidcSdk.CreateTokenCommand({ clientId: text, clientSecret: text, grantType: DEVICE_CODE })),
  ListAccounts: () => portal.send(new portalSdk.ListAccountsCommand(token)),
  ListAccountRoles: () => portal.send(new portalSdk.ListAccountRolesCommand({ ...token, accountId: text })),
  GetRoleCredentials: () =>
    portal.send(new portalSdk.GetRoleCredentialsCommand({ ...token, accountId: text, roleName: text })),
  Logout: () => portal.send(new portalSdk.LogoutCommand(token)),
};

const EVERY_ERROR = (['sso-oidc', 'sso'] as const).flatMap((service) =>
  Object.values(MODELS[service].operations)
    .filter(({ name }) => name !== 'CreateTokenWithIAM')
    .flatMap(({ name, errors }) =>
      errors.map(({ shape }) => [`${name}: ${shape}`, { service, operation: name, exception: shape }] as const),
    ),
);

describe('each error of the models is the right exception class', () => {
  it.each(EVERY_ERROR)('%s', async (_name, { service, operation, exception }) => {
    const Exception: unknown = Reflect.get(service === 'sso' ? portalSdk : oidcSdk, exception);
    const send = SENDERS[operation];
    if (!isAwsName(operation) || send === undefined || typeof Exception !== 'function') throw new Error(operation);
    server.refuse(operation, exception, { description: 'scripted' });
    const error = await send().catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(Exception);
    expect(error).toMatchObject(service === 'sso' ? { message: 'scripted' } : { error_description: 'scripted' });
  });

  it('refuses the signed operation, which is not for people', async () => {
    const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: text };
    const signing = new oidcSdk.SSOOIDCClient({
      region: 'us-east-1',
      endpoint: server.oidcUrl,
      credentials,
      maxAttempts: 1,
    });
    const input = { clientId: text, grantType: 'refresh_token' };
    const sent = signing.send(new oidcSdk.CreateTokenWithIAMCommand(input));
    await expect(sent).rejects.toBeInstanceOf(oidcSdk.InvalidRequestException);
    signing.destroy();
  });
});
