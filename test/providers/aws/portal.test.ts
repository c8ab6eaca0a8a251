/** The portal on the wire: paging, credentials and signing out. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RevocableTokens } from '../../../src-main/core/provider/provider.ts';
import type { RoleSource } from '../../../src-main/core/provider/role-source.ts';
import { secret } from '../../../src-main/core/secret.ts';
import { aws } from '../../../src-main/providers/aws/provider.ts';
import type { AwsSettings } from '../../../src-main/providers/aws/settings.ts';
import { failure, failureCode } from '../../support/engine/provider-world.ts';
import type { Received } from '../../support/http/scripted-server.ts';
import { ADMIN, client, context, oidcError, portalError, type Scripted, startScripted, TOKEN } from './scripted.ts';

let aw: Scripted;
let roles: RoleSource<AwsSettings>;
const queries: string[] = [];

beforeAll(async () => {
  aw = await startScripted();
  if (!aws.roles) throw new Error('AWS has roles');
  roles = aws.roles;
});
afterAll(() => aw.http.close());
beforeEach(() => {
  aw.http.routes.clear();
  aw.http.received.length = 0;
  queries.length = 0;
});

const asking = {
  ...context,
  fetch: (url: string, init?: RequestInit) => {
    queries.push(new URL(url).search);
    return context.fetch(url, init);
  },
};
const answer = (path: string, json: unknown) => void aw.http.routes.set(`GET ${path}`, { json });
const at = () => ({ context: asking, server: aw.server, settings: aw.settings });
const accounts = (page?: string) => roles.listAccounts(at(), TOKEN, page);
const rolesOf = (id: string, page?: string) => roles.listRoles(at(), TOKEN, id, page);

describe('lists', () => {
  it('accounts are requested 100 at a time, with the token in its own header', async () => {
    const accountList = [{ accountId: '1', accountName: 'prod', emailAddress: 'a@example.com' }, { accountId: '2' }];
    answer('/assignment/accounts', { accountList, nextToken: 'a+b/c=' });
    expect(await accounts()).toEqual({
      items: [{ id: '1', name: 'prod', email: 'a@example.com' }, { id: '2' }],
      next: 'a+b/c=',
    });
    const { headers } = aw.http.last('/assignment/accounts');
    expect(headers['x-amz-sso_bearer_token']).toBe('the-access-token');
    expect([headers['authorization'], headers['content-type']]).toEqual([undefined, undefined]);
    await accounts('a+b/c=');
    expect(queries).toEqual(['?max_result=100', '?max_result=100&next_token=a%2Bb%2Fc%3D']);
  });

  it('any account name is shown on one line; an account with an unprintable ID is skipped', async () => {
    const name = 'prod\u202e\n\u200b<b>x</b>';
    answer('/assignment/accounts', {
      accountList: [
        { accountId: '1', accountName: name, emailAddress: '\u202e' },
        { accountId: '2\u202e', accountName: 'b' },
      ],
    });
    expect((await accounts()).items).toEqual([{ id: '1', name: 'prod <b>x</b>' }]);
    answer('/assignment/roles', { roleList: [{ roleName: 'Admin\u200b', accountId: '1' }] });
    expect((await rolesOf('1')).items).toEqual([]);
  });

  it('roles are requested per account, page by page', async () => {
    answer('/assignment/roles', {
      roleList: [{ roleName: 'Admin', accountId: '1' }, { roleName: 'Read' }],
      nextToken: '',
    });
    const items = [
      { accountId: '1', id: 'Admin', name: 'Admin' },
      { accountId: '1', id: 'Read', name: 'Read' },
    ];
    expect(await rolesOf('1', 'n')).toEqual({ items });
    expect(queries).toEqual(['?account_id=1&max_result=100&next_token=n']);
  });

  it('every member is optional: unusable entries are skipped, and no list is an empty list', async () => {
    answer('/assignment/accounts', { accountList: [{ accountName: 'lost' }, 7, { accountId: '3', accountName: 8 }] });
    expect(await accounts()).toEqual({ items: [{ id: '3' }] });
    answer('/assignment/accounts', {});
    expect(await accounts()).toEqual({ items: [] });
    answer('/assignment/roles', { roleList: [{}] });
    expect(await rolesOf('1')).toEqual({ items: [] });
    answer('/assignment/accounts', { accountList: 'none' });
    expect(await failureCode(accounts())).toBe('provider_error');
  });

  it('stay well below the 20 calls per second that the portal allows', () => {
    expect(roles.callsPerSecond).toBe(10);
  });

  it('an account without access is not taken for an expired token', async () => {
    aw.http.routes.set('GET /assignment/roles', portalError(403, 'ForbiddenException', 'No access'));
    expect(await failureCode(rolesOf('1'))).toBe('role_forbidden');
  });
});

describe('credentials', () => {
  const KEYS = {
    accessKeyId: 'ASIAEXAMPLE',
    secretAccessKey: 'sk/+',
    sessionToken: 'st==',
    expiration: 1_790_000_000_000,
  };
  const credentials = () => roles.credentials(at(), TOKEN, { ...ADMIN, role_id: 'A&B' });
  const giving = (changes: Readonly<Record<string, unknown>>) =>
    answer('/federation/credentials', { roleCredentials: { ...KEYS, ...changes } });

  it('are requested by role and account, and expire at a timestamp in milliseconds', async () => {
    giving({});
    const { secretAccessKey, sessionToken, ...rest } = await credentials();
    expect(rest).toEqual({ accessKeyId: 'ASIAEXAMPLE', expiresAtMs: 1_790_000_000_000 });
    expect([secretAccessKey.reveal(), sessionToken.reveal()]).toEqual(['sk/+', 'st==']);
    expect(queries).toEqual(['?role_name=A%26B&account_id=111111111111']);
  });

  it.each([
    { expiration: 1_790_000_000 },
    { expiration: 1_790_000_000_000_000 },
    { expiration: '2026-11-21T00:00:00Z' },
    { expiration: undefined },
    { accessKeyId: undefined },
    { secretAccessKey: '' },
    { sessionToken: 'two\nlines' },
  ])('are not used with implausible values: %j', async (changes) => {
    giving(changes);
    const error = await failure(credentials());
    expect(error).toMatchObject({ code: 'provider_error' });
    expect(error.message).toContain('unusable credentials for A&B');
  });

  it('missing from the answer are a transient error', async () => {
    answer('/federation/credentials', {});
    expect(await failureCode(credentials())).toBe('provider_error');
  });
});

describe('signing out', () => {
  const out = (tokens: RevocableTokens) => aws.revoke({ ...at(), client }, tokens);
  const asked = () => aw.http.received.map(({ method, path }) => `${method} ${path}`);
  const logout = (taken: string) => (one: Received) =>
    one.headers['x-amz-sso_bearer_token'] === taken ? {} : portalError(401, 'UnauthorizedException', 'invalid');

  it('F42: is a POST to Logout with an empty body', async () => {
    aw.http.routes.set('POST /logout', {});
    expect(await out({ accessToken: TOKEN, refreshToken: secret('rt') })).toBe('revoked');
    const { text, headers } = aw.http.last('/logout');
    expect([text, headers['content-type'], headers['content-length']]).toEqual(['', undefined, '0']);
    expect(asked()).toEqual(['POST /logout']);
  });

  it('without a working access token, a new one is fetched first', async () => {
    aw.http.routes.set('POST /logout', logout('new'));
    aw.http.routes.set('POST /token', { json: { accessToken: 'new' } });
    expect(await out({ refreshToken: secret('rt') })).toBe('revoked');
    expect(await out({ accessToken: TOKEN, refreshToken: secret('rt') })).toBe('revoked');
    const end = ['POST /token', 'POST /logout'];
    expect(asked()).toEqual([...end, 'POST /logout', ...end]);
  });

  it('a session that has already ended counts as revoked', async () => {
    aw.http.routes.set('POST /logout', logout('never'));
    aw.http.routes.set('POST /token', oidcError(400, 'invalid_grant', 'InvalidGrantException'));
    expect(await out({ accessToken: TOKEN })).toBe('revoked');
    expect(await out({ refreshToken: secret('rt') })).toBe('revoked');
    expect(await out({})).toBe('unsupported');
  });

  it('F42: an error is reported, because the session is still live', async () => {
    aw.http.routes.set('POST /logout', { status: 503 });
    expect(await failureCode(out({ accessToken: TOKEN }))).toBe('provider_error');
    aw.http.routes.set('POST /logout', portalError(429, 'TooManyRequestsException', 'HTTP 429 Unknown Code'));
    expect(await failureCode(out({ accessToken: TOKEN }))).toBe('throttled');
  });
});
