/** The portal: pages, credentials, and every refusal. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../../src-main/core/errors.ts';
import type { Page } from '../../../src-main/core/provider/exchange.ts';
import { type Secret, secret } from '../../../src-main/core/secret.ts';
import { huawei } from '../../../src-main/providers/huawei/provider.ts';
import { failure, failureCode } from '../../support/engine/provider-world.ts';
import type { Reply } from '../../support/http/scripted-server.ts';
import { ADMIN, context, roles, type Scripted, type Strict, startScripted, startStrict, TOKEN, URN } from './wire.ts';

let hw: Strict;
let scripted: Scripted;
let token: Secret;

beforeAll(async () => {
  hw = await startStrict({ directory: { accounts: 7, agencies: 5 }, pageSize: 3, polling: 'off' });
  scripted = await startScripted();
  const client = await huawei.register({ context, server: hw.server, settings: hw.settings }, 'device', {});
  const device = await huawei.startDevice({ context, server: hw.server, settings: hw.settings, client });
  await hw.http.approveDevice(device.userCode);
  const answer = await huawei.pollDevice({ context, server: hw.server, settings: hw.settings, client }, device);
  if (answer.kind !== 'tokens') throw new Error('not signed in');
  token = answer.tokens.accessToken;
});
afterAll(async () => {
  await hw.http.close();
  await scripted.http.close();
});

async function all<T>(ask: (page?: string) => Promise<Page<T>>): Promise<T[]> {
  const items: T[] = [];
  for (let page = await ask(); ; page = await ask(page.next)) {
    items.push(...page.items);
    if (page.next === undefined) return items;
  }
}

describe('lists', () => {
  it('accounts and agencies are read page by page until the marker is null', async () => {
    const accounts = await all((page) =>
      roles().listAccounts({ context, server: hw.server, settings: hw.settings }, token, page),
    );
    expect(accounts).toHaveLength(7);
    expect(accounts[0]).toMatchObject({ name: 'Production', email: 'huawei+0@example.com' });
    const id = accounts[0]?.id ?? '';
    const found = await all((page) =>
      roles().listRoles({ context, server: hw.server, settings: hw.settings }, token, id, page),
    );
    expect(found.map(({ name }) => name)).toEqual([
      'AdministratorAccess',
      'ReadOnlyAccess',
      'PowerUserAccess',
      'Billing',
      'SecurityAudit',
    ]);
    expect(found[0]).toMatchObject({ accountId: id, id: `iam::${id}:agency:IIC_AdministratorAccess_00` });
    const { traffic } = hw.http;
    expect([traffic.count('ListAccounts'), traffic.count('ListAccountAgencies')]).toEqual([3, 2]);
    expect(traffic.requests.at(-1)?.headers['access-token']).toBe(token.reveal());
    expect(traffic.requests.at(-1)?.query.get('limit')).toBe('500');
  });

  it('an agency without a permission set goes by its own name; entries without a URN are skipped', async () => {
    const { http, server, settings } = scripted;
    const agency_list = [
      { agency_urn: URN, agency_name: 'ops' },
      { agency_name: 'lost' },
      7,
      { agency_urn: 'a:b:c:d:e' },
    ];
    http.routes.set('GET /v1/assigned-agencies', { json: { agency_list } });
    expect(await roles().listRoles({ context, server, settings }, TOKEN, 'acc')).toEqual({
      items: [
        { accountId: 'acc', id: URN, name: 'ops' },
        { accountId: 'acc', id: 'a:b:c:d:e', name: 'a:b:c:d:e' },
      ],
    });
    http.routes.set('GET /v1/assigned-accounts', { json: { account_list: [{ account_name: 'x' }], page_info: {} } });
    expect(await roles().listAccounts({ context, server, settings }, TOKEN)).toEqual({ items: [] });
    http.routes.set('GET /v1/assigned-accounts', { json: { account_list: 'none' } });
    expect(await failureCode(roles().listAccounts({ context, server, settings }, TOKEN))).toBe('provider_error');
  });
});

describe('credentials', () => {
  it('are requested by account and agency, and expire at a timestamp in seconds', async () => {
    const [account] = hw.http.accounts;
    const role = { name: 'a', account_id: account?.accountId ?? '', role_id: account?.agencies[0]?.agencyUrn ?? '' };
    const given = await roles().credentials({ context, server: hw.server, settings: hw.settings }, token, role);
    expect(given.accessKeyId).toMatch(/^HST/);
    const minutes = (given.expiresAtMs - Date.now()) / 60_000;
    expect(minutes).toBeGreaterThan(58);
    expect(minutes).toBeLessThanOrEqual(60);
    const query = hw.http.traffic.requests.at(-1)?.query;
    expect(query && Object.fromEntries(query)).toEqual({
      target_account_id: role.account_id,
      agency_urn: role.role_id,
    });
    const wrong = await failure(
      roles().credentials({ context, server: hw.server, settings: hw.settings }, token, { ...role, role_id: URN }),
    );
    expect([wrong.code, wrong.message]).toEqual(['role_forbidden', expect.stringContaining('IIC.1003')]);
  });

  it('a token that the portal rejects is distinguished from every other error', async () => {
    const asked = roles().listAccounts({ context, server: hw.server, settings: hw.settings }, secret('dead'));
    expect(await failureCode(asked)).toBe('access_token_rejected');
  });

  it('are not used if a member is missing or the expiry is in milliseconds', async () => {
    const { http, server, settings } = scripted;
    const good = { access_key_id: 'A', secret_access_key: 's', session_token: 't', expiration: 1_900_000_000 };
    const answer = (changes: object) => {
      http.routes.set('GET /v1/credentials', { json: { agency_credentials: { ...good, ...changes } } });
      return roles().credentials({ context, server, settings }, TOKEN, ADMIN);
    };
    expect((await answer({})).expiresAtMs).toBe(1_900_000_000_000);
    for (const wrong of [{ expiration: 1_900_000_000_000 }, { session_token: '' }, { access_key_id: 'A\n' }]) {
      expect(await failureCode(answer(wrong))).toBe('provider_error');
    }
  });
});

type Row = readonly [status: number, body: object | string, code: ErrorCode, hint: RegExp];
const SAYINGS: readonly Row[] = [
  [400, { error_code: 'IIC.400', error_msg: 'Bad' }, 'provider_refused', /latchkey roles/],
  [
    401,
    { error_code: 'APIGW.0301', error_msg: 'Incorrect IAM authentication information' },
    'access_token_rejected',
    /Sign in/,
  ],
  [403, { error_msg: 'Access denied' }, 'role_forbidden', /administrator/],
  [403, { error_code: 'IIC.1000', error_msg: 'No' }, 'role_forbidden', /administrator/],
  [403, { error_code: 'IdentityCenter.1001', error_msg: 'No' }, 'role_forbidden', /administrator/],
  [403, { errorCode: 'IIC.1004', errorMsg: 'No' }, 'role_forbidden', /administrator/],
  [403, { error: { code: 'IIC.1003', message: 'invalid_token' } }, 'access_token_rejected', /Sign in/],
  [404, { code: 'IIC.1002', message: 'Not found' }, 'role_forbidden', /is gone/],
  [404, { error_code: 'IIC.404', error_msg: 'Not found' }, 'role_forbidden', /is gone/],
  [404, { error_code: 'APIGW.0101', error_msg: 'The API does not exist' }, 'provider_refused', /portal_endpoint/],
  [409, { error_code: 'IIC.1006', error_msg: 'Concurrent' }, 'throttled', /slows down/],
  [409, { error_code: 'IIC.1007', error_msg: 'Concurrent' }, 'throttled', /slows down/],
  [
    429,
    { error_code: 'APIGW.0308', error_msg: 'The throttling threshold has been reached' },
    'throttled',
    /slows down/,
  ],
  [429, 'slow', 'throttled', /slows down/],
  [403, { error_code: 'APIGW.0401', error_msg: 'Blacklisted' }, 'provider_error', /has a problem/],
  [403, '<h1>Proxy</h1>', 'provider_error', /has a problem/],
  [500, { error_code: 'IIC.500' }, 'provider_error', /has a problem/],
];

describe('refusals of the portal', () => {
  it.each(SAYINGS)('%i %j is %s', async (status, body, code, hint) => {
    const reply: Reply = typeof body === 'string' ? { status, html: body } : { status, json: body };
    scripted.http.routes.set('GET /v1/credentials', reply);
    const { server, settings } = scripted;
    const error = await failure(roles().credentials({ context, server, settings }, TOKEN, ADMIN));
    expect([error.code, error.hint]).toEqual([code, expect.stringMatching(hint)]);
  });

  it('secrets repeated by the service are not passed on', async () => {
    const leak = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl';
    const json = { error_code: 'IIC.1003', error_msg: `No: ${leak}`, encoded_authorization_message: leak };
    scripted.http.routes.set('GET /v1/credentials', { status: 403, json });
    const { server, settings } = scripted;
    const error = await failure(roles().credentials({ context, server, settings }, TOKEN, ADMIN));
    expect(error.message).toBe(
      `Huawei Cloud d-47f958c067 gave no credentials for prod-admin in ${ADMIN.account_id} (IIC.1003: No: …).`,
    );
  });
});
