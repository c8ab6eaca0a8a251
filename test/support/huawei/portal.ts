/** The portal: accounts and agencies in pages, credentials of an agency, logout. */
import type { Members } from './description.ts';
import type { Account } from './directory.ts';
import { Refusal } from './errors.ts';
import { type HuaweiState, type Session, unguessable } from './state.ts';

const PAGE_BY_DEFAULT = 200;
const PAGE_AT_MOST = 2000;

type Output = Readonly<Record<string, unknown>> | undefined;

function sessionOf(state: HuaweiState, input: Members): Session {
  const token = state.accessTokens.get(String(input['access-token']));
  if (token === undefined || token.session.ended || state.nowMs() >= token.expiresAtMs) {
    throw new Refusal(401, '401', 'The access token is invalid or has expired.');
  }
  return token.session;
}

/** The marker says where to go on, for this listing alone. */
const markerOf = (of: string, at: number): string => Buffer.from(`${of}/${at}`).toString('base64url').padEnd(4, '_');

function startOf(of: string, marker: unknown): number {
  if (marker === undefined) return 0;
  const at = Number(Buffer.from(String(marker), 'base64url').toString().split('/')[1] ?? Number.NaN);
  if (marker !== markerOf(of, at)) throw new Refusal(400, '400', 'The marker is not of this listing.');
  return at;
}

function pageOf<Item>(state: HuaweiState, input: Members, of: string, items: readonly Item[]) {
  const from = startOf(of, input['marker']);
  const size = Math.min(Number(input['limit'] ?? PAGE_BY_DEFAULT), state.options.pageSize ?? PAGE_AT_MOST);
  const page = items.slice(from, from + size);
  const next_marker = from + size < items.length ? markerOf(of, from + size) : null;
  return { items: page, page_info: { current_count: page.length, next_marker } };
}

function accountOf(state: HuaweiState, id: unknown): Account {
  const account = state.accounts.find(({ accountId }) => accountId === id);
  if (account === undefined) throw new Refusal(404, '1002', 'The account does not exist.');
  return account;
}

function listAccounts(state: HuaweiState, input: Members): Output {
  sessionOf(state, input);
  const { items, page_info } = pageOf(state, input, 'accounts', state.accounts);
  const account_list = items.map(({ accountId, accountName, emailAddress }) => ({
    account_id: accountId,
    account_name: accountName,
    email_address: emailAddress,
  }));
  return { account_list, page_info };
}

function listAccountAgencies(state: HuaweiState, input: Members): Output {
  sessionOf(state, input);
  const account = accountOf(state, input['account_id']);
  const { items, page_info } = pageOf(state, input, account.accountId, account.agencies);
  const agency_list = items.map(({ agencyName, agencyUrn, permissionSetName }) => ({
    account_id: account.accountId,
    agency_name: agencyName,
    agency_urn: agencyUrn,
    description: '',
    ...(permissionSetName !== undefined && { permission_set_name: permissionSetName }),
  }));
  return { agency_list, page_info };
}

function getAgencyCredentials(state: HuaweiState, input: Members): Output {
  sessionOf(state, input);
  const account = accountOf(state, input['target_account_id']);
  if (!account.agencies.some(({ agencyUrn }) => agencyUrn === input['agency_urn'])) {
    throw new Refusal(403, '1003', 'You have no permission to use this agency.');
  }
  return {
    agency_credentials: {
      access_key_id: `HST${unguessable(9).toUpperCase().slice(0, 17)}`,
      // Epoch seconds.
      expiration: Math.floor(state.nowMs() / 1000) + (state.options.credentialsTtlS ?? 3600),
      secret_access_key: unguessable(20),
      session_token: unguessable(400),
    },
  };
}

function logout(state: HuaweiState, input: Members): Output {
  sessionOf(state, input).ended = true;
  return undefined;
}

export const PORTAL_OPERATIONS: Readonly<Record<string, (state: HuaweiState, input: Members) => Output>> = {
  ListAccounts: listAccounts,
  ListAccountAgencies: listAccountAgencies,
  GetAgencyCredentials: getAgencyCredentials,
  Logout: logout,
};
