/**
 * The portal: accounts, roles and their credentials for an access token. Returns one page at a time; the engine asks
 * for the next and sets the pace.
 */

import { z } from 'zod';
import { VISIBLE } from '../../../src-shared/ascii.ts';
import { present } from '../../../src-shared/present.ts';
import type { Role } from '../../core/profile.ts';
import type { Page, ServerExchange } from '../../core/provider/exchange.ts';
import type { Account, AvailableRole, RoleCredentials, RoleSource } from '../../core/provider/role-source.ts';
import { type Secret, secret } from '../../core/secret.ts';
import { paged, parse, ShownId, ShownName } from '../cloud/answer.ts';
import { askPortal } from './http.ts';
import { type AwsSettings, consoleUrl } from './settings.ts';

/** The portal answers about 20 per second; half of that leaves room for the same person's other tools. */
const CALLS_PER_SECOND = 10;
/** The maximum that the model allows. */
const PAGE_SIZE = '100';
/** 2020 and 2100 in epoch milliseconds: anything outside is seconds, or nonsense. */
const SANE_MS = { least: 1_577_836_800_000, most: 4_102_444_800_000 };

const Next = z.string().max(65_536).optional().catch(undefined);
// A list member that lacks a required member is skipped; the others stay.
const AccountList = z.object({
  accountList: z
    .array(z.object({ accountId: ShownId, accountName: ShownName, emailAddress: ShownName }).catch({}))
    .optional(),
  nextToken: Next,
});
const RoleList = z.object({
  roleList: z.array(z.object({ roleName: ShownId, accountId: ShownId }).catch({})).optional(),
  nextToken: Next,
});
const Credentials = z.object({
  roleCredentials: z.object({
    accessKeyId: z.string().regex(/^\w{1,128}$/),
    secretAccessKey: z.string().regex(/^[\x21-\x7e]{1,4096}$/),
    sessionToken: z.string().regex(VISIBLE),
    /** Epoch milliseconds. */
    expiration: z.number().int().min(SANE_MS.least).max(SANE_MS.most),
  }),
});

async function listAccounts(exchange: ServerExchange, accessToken: Secret, page?: string): Promise<Page<Account>> {
  const question = {
    path: '/assignment/accounts',
    query: { max_result: PAGE_SIZE, next_token: page },
    failing: 'did not list your accounts',
  };
  const json = await askPortal(exchange, accessToken, question);
  const { accountList = [], nextToken } = parse(
    exchange.server,
    AccountList,
    json,
    'with an unusable list of accounts',
  );
  const items = accountList.flatMap(({ accountId, accountName, emailAddress }) =>
    accountId === undefined ? [] : [present({ id: accountId, name: accountName, email: emailAddress })],
  );
  return paged(items, nextToken);
}

async function listRoles(
  exchange: ServerExchange,
  accessToken: Secret,
  accountId: string,
  page?: string,
): Promise<Page<AvailableRole>> {
  const question = {
    path: '/assignment/roles',
    query: { account_id: accountId, max_result: PAGE_SIZE, next_token: page },
    failing: `did not list the roles in ${accountId}`,
  };
  const json = await askPortal(exchange, accessToken, question);
  const { roleList = [], nextToken } = parse(exchange.server, RoleList, json, 'with an unusable list of roles');
  const items = roleList.flatMap((role) =>
    role.roleName === undefined
      ? []
      : [{ accountId: role.accountId ?? accountId, id: role.roleName, name: role.roleName }],
  );
  return paged(items, nextToken);
}

async function credentials(exchange: ServerExchange, accessToken: Secret, role: Role): Promise<RoleCredentials> {
  const question = {
    path: '/federation/credentials',
    query: { role_name: role.role_id, account_id: role.account_id },
    failing: `gave no credentials for ${role.role_id} in ${role.account_id}`,
  };
  const json = await askPortal(exchange, accessToken, question);
  const { roleCredentials } = parse(
    exchange.server,
    Credentials,
    json,
    `with unusable credentials for ${role.role_id}`,
  );
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = roleCredentials;
  return {
    accessKeyId,
    secretAccessKey: secret(secretAccessKey),
    sessionToken: secret(sessionToken),
    expiresAtMs: expiration,
  };
}

export const roles: RoleSource<AwsSettings> = {
  callsPerSecond: CALLS_PER_SECOND,
  listAccounts,
  listRoles,
  credentials,
  consoleUrl,
};
