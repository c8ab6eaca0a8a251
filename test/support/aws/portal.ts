/** The access portal (`sso`): accounts and roles in pages, role credentials, logout, and the limit of calls per second. */
import { createHmac, randomBytes } from 'node:crypto';
import type { Account } from './directory.ts';
import { Refusal } from './errors.ts';
import type { Members } from './model.ts';
import { type AccessToken, type AwsState, unguessable } from './state.ts';

const PAGE_AT_MOST = 100;
const KEY = randomBytes(32);

type Output = Readonly<Record<string, unknown>> | undefined;

function tokenOf(state: AwsState, input: Members): AccessToken {
  const token = state.accessTokens.get(String(input['accessToken']));
  if (token === undefined || state.nowMs() >= token.expiresAtMs || !state.sessionAlive(token.sessionId)) {
    throw new Refusal('UnauthorizedException');
  }
  // A token for other applications alone opens no account.
  if (token.scopes.length > 0 && !token.scopes.includes('sso:account:access')) throw new Refusal('ForbiddenException');
  return token;
}

/** Says where to go on, for this listing alone. */
function seal(of: string, at: number): string {
  const mac = createHmac('sha256', KEY).update(`${of}:${at}`).digest('base64url');
  return Buffer.from(`${at}.${mac}`).toString('base64');
}

function startOf(of: string, nextToken: Members[string] | undefined): number {
  if (nextToken === undefined) return 0;
  const at = Number.parseInt(Buffer.from(String(nextToken), 'base64').toString(), 10);
  if (nextToken !== seal(of, at)) throw new Refusal('InvalidRequestException', 'Invalid next token');
  return at;
}

function pageOf<Item>(state: AwsState, input: Members, of: string, items: readonly Item[]) {
  const { pageSize = PAGE_AT_MOST, lastPage = 'absent' } = state.options;
  const from = startOf(of, input['nextToken']);
  const to = from + Number(input['maxResults'] ?? Math.min(pageSize, PAGE_AT_MOST));
  const more = to < items.length;
  const next = more ? { nextToken: seal(of, to) } : lastPage === 'empty' ? { nextToken: '' } : {};
  return { items: items.slice(from, to), next };
}

function accountOf(state: AwsState, input: Members): Account | undefined {
  const { accountId } = input;
  if (!/^\d{12}$/.test(String(accountId))) throw new Refusal('InvalidRequestException', 'Invalid account id');
  return state.accounts.find((account) => account.accountId === accountId);
}

function listAccounts(state: AwsState, input: Members): Output {
  tokenOf(state, input);
  const { items, next } = pageOf(state, input, 'accounts', state.accounts);
  const accountList = items.map(({ accountId, accountName, emailAddress }) => ({
    accountId,
    accountName,
    emailAddress,
  }));
  return { accountList, ...next };
}

function listAccountRoles(state: AwsState, input: Members): Output {
  tokenOf(state, input);
  const account = accountOf(state, input);
  if (account === undefined) throw new Refusal('ResourceNotFoundException');
  const { items, next } = pageOf(state, input, account.accountId, account.roles);
  return { roleList: items.map((roleName) => ({ roleName, accountId: account.accountId })), ...next };
}

function getRoleCredentials(state: AwsState, input: Members): Output {
  tokenOf(state, input);
  const account = accountOf(state, input);
  // Not modelled: a wrong or unassigned role is no expired token.
  if (!account?.roles.includes(String(input['roleName']))) throw new Refusal('ForbiddenException');
  const lifetimeMs = (state.options.roleCredentialsTtlS ?? 3600) * 1000;
  const id = unguessable(24)
    .toUpperCase()
    .replace(/[^A-Z2-7]/g, 'A')
    .slice(0, 16);
  return {
    roleCredentials: {
      accessKeyId: `ASIA${id}`,
      secretAccessKey: unguessable(30),
      sessionToken: unguessable(500),
      // Epoch milliseconds, in whole seconds.
      expiration: Math.floor((state.nowMs() + lifetimeMs) / 1000) * 1000,
    },
  };
}

/** Ends the session of the token; other sign-ins of the person stay. */
function logout(state: AwsState, input: Members): Output {
  state.endSession(tokenOf(state, input).sessionId);
  return undefined;
}

/** A token bucket that holds one second's worth of calls. */
export class CallRate {
  readonly #state: AwsState;
  #left: number;
  #atMs: number;

  constructor(state: AwsState) {
    this.#state = state;
    this.#left = this.#perSecond();
    this.#atMs = state.nowMs();
  }

  take(): void {
    const perSecond = this.#perSecond();
    if (perSecond === 0) return;
    const nowMs = this.#state.nowMs();
    this.#left = Math.min(perSecond, this.#left + (Math.max(0, nowMs - this.#atMs) / 1000) * perSecond);
    this.#atMs = nowMs;
    if (this.#left < 1) throw new Refusal('TooManyRequestsException');
    this.#left -= 1;
  }

  #perSecond(): number {
    return this.#state.options.callsPerSecond ?? 20;
  }
}

export const PORTAL_OPERATIONS: Readonly<Record<string, (state: AwsState, input: Members) => Output>> = {
  ListAccounts: listAccounts,
  ListAccountRoles: listAccountRoles,
  GetRoleCredentials: getRoleCredentials,
  Logout: logout,
};
