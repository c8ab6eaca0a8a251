/** For providers whose access token is exchanged for credentials of cloud accounts (the portals of AWS and Huawei Cloud). */

import type { Role } from '../profile.ts';
import type { Secret } from '../secret.ts';
import type { Page, ServerExchange } from './exchange.ts';

export interface Account {
  readonly id: string;
  readonly name?: string;
  readonly email?: string;
}

export interface AvailableRole {
  readonly accountId: string;
  /** As `Role.role_id`. */
  readonly id: string;
  /** The name that people know it by. */
  readonly name: string;
}

export interface AvailableRoles {
  readonly accounts: readonly Account[];
  readonly roles: readonly AvailableRole[];
  /** Epoch milliseconds. */
  readonly listedAtMs: number;
}

export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: Secret;
  readonly sessionToken: Secret;
  /** Epoch milliseconds. */
  readonly expiresAtMs: number;
}

/**
 * The MUSTs of `provider.ts` hold. Also: `access_token_rejected` if the portal does not accept the token (the engine
 * refreshes and asks once more), `role_forbidden` if the person has no access to that role, `throttled` on 429.
 */
export interface RoleSource<Settings = unknown> {
  /** The documented call rate that listing respects. */
  readonly callsPerSecond: number;
  listAccounts(exchange: ServerExchange<Settings>, accessToken: Secret, page?: string): Promise<Page<Account>>;
  listRoles(
    exchange: ServerExchange<Settings>,
    accessToken: Secret,
    accountId: string,
    page?: string,
  ): Promise<Page<AvailableRole>>;
  credentials(exchange: ServerExchange<Settings>, accessToken: Secret, role: Role): Promise<RoleCredentials>;
  /** The https link that opens the cloud's console in this role for a person who is signed in in the browser. */
  consoleUrl?(settings: Settings, role: Role): string;
}
