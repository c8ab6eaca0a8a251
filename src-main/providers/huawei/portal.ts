/**
 * The portal: accounts, agencies and their credentials for an access token. Returns one page at a time; the engine asks
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
import type { HuaweiSettings } from './settings.ts';

/** No limit is published. */
const CALLS_PER_SECOND = 5;
/** From 1 to 2,000; a page of the largest allowed entries still fits into a megabyte. */
const PAGE_SIZE = '500';
/** 2020 and 2100 in epoch seconds. */
const SANE_S = { least: 1_577_836_800, most: 4_102_444_800 };

const PageInfo = z
  .object({ next_marker: z.string().max(400).nullish().catch(undefined) })
  .optional()
  .catch(undefined);
// An entry that lacks a required member is skipped; the others stay.
const AccountList = z.object({
  account_list: z
    .array(z.object({ account_id: ShownId, account_name: ShownName, email_address: ShownName }).catch({}))
    .nullish(),
  page_info: PageInfo,
});
const AgencyList = z.object({
  agency_list: z
    .array(
      z
        .object({ account_id: ShownId, agency_name: ShownName, agency_urn: ShownId, permission_set_name: ShownName })
        .catch({}),
    )
    .nullish(),
  page_info: PageInfo,
});
const Credentials = z.object({
  agency_credentials: z.object({
    access_key_id: z.string().regex(/^[\x21-\x7e]{1,256}$/),
    secret_access_key: z.string().regex(/^[\x21-\x7e]{1,4096}$/),
    session_token: z.string().regex(VISIBLE),
    /** Epoch seconds, unlike AWS's. */
    expiration: z.number().int().min(SANE_S.least).max(SANE_S.most),
  }),
});

async function listAccounts(exchange: ServerExchange, accessToken: Secret, page?: string): Promise<Page<Account>> {
  const question = {
    path: '/v1/assigned-accounts',
    query: { limit: PAGE_SIZE, marker: page },
    failing: 'did not list your accounts',
  };
  const json = await askPortal(exchange, accessToken, question);
  const { account_list, page_info } = parse(exchange.server, AccountList, json, 'with an unusable list of accounts');
  const items = (account_list ?? []).flatMap(({ account_id: id, account_name: name, email_address: email }) =>
    id === undefined ? [] : [present({ id, name, email })],
  );
  return paged(items, page_info?.next_marker);
}

async function listRoles(
  exchange: ServerExchange,
  accessToken: Secret,
  accountId: string,
  page?: string,
): Promise<Page<AvailableRole>> {
  const question = {
    path: '/v1/assigned-agencies',
    query: { account_id: accountId, limit: PAGE_SIZE, marker: page },
    failing: `did not list the agencies in ${accountId}`,
  };
  const json = await askPortal(exchange, accessToken, question);
  const { agency_list, page_info } = parse(exchange.server, AgencyList, json, 'with an unusable list of agencies');
  const items = (agency_list ?? []).flatMap((agency) => {
    const { agency_urn: id, account_id, permission_set_name, agency_name } = agency;
    if (id === undefined) return [];
    // People pick a permission set; the request names the agency behind it.
    return [{ accountId: account_id ?? accountId, id, name: permission_set_name ?? agency_name ?? id }];
  });
  return paged(items, page_info?.next_marker);
}

async function credentials(exchange: ServerExchange, accessToken: Secret, role: Role): Promise<RoleCredentials> {
  const question = {
    path: '/v1/credentials',
    query: { target_account_id: role.account_id, agency_urn: role.role_id },
    failing: `gave no credentials for ${role.name} in ${role.account_id}`,
  };
  const json = await askPortal(exchange, accessToken, question);
  const { agency_credentials } = parse(
    exchange.server,
    Credentials,
    json,
    `with unusable credentials for ${role.name}`,
  );
  const { access_key_id, secret_access_key, session_token, expiration } = agency_credentials;
  return {
    accessKeyId: access_key_id,
    secretAccessKey: secret(secret_access_key),
    sessionToken: secret(session_token),
    expiresAtMs: expiration * 1000,
  };
}

/** No consoleUrl: no link to the console in a given role is published. */
export const roles: RoleSource<HuaweiSettings> = {
  callsPerSecond: CALLS_PER_SECOND,
  listAccounts,
  listRoles,
  credentials,
};
