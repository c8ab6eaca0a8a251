/** What the stand-in for Ory Hydra remembers: clients, device codes, sign-ins and tokens, and its own time. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';

export interface HydraServerOptions {
  readonly publicPort?: number;
  readonly adminPort?: number;
  /** Off, as Hydra ships. */
  readonly dynamicRegistration?: boolean;
  /** False: as releases before v25.4.0. */
  readonly deviceFlow?: boolean;
  readonly accessTokenTtlS?: number;
  readonly deviceInterval?: number;
  /** False: lifespans that are not set are left out, as the description has it; Hydra itself answers null. */
  readonly nullLifespans?: boolean;
  readonly scopesSupported?: readonly string[];
}

export type Json = Record<string, unknown>;

export interface StoredClient {
  /** As answered, without secrets. */
  fields: Json;
  secrets: string[];
  registrationToken: string;
  readonly isDynamic: boolean;
}

export interface DeviceCode {
  readonly code: string;
  readonly userCode: string;
  readonly clientId: string;
  readonly scope: string;
  readonly expiresAtMs: number;
  decision?: 'approve' | 'deny';
  account?: string;
  /** The sign-in that came of it, once used. */
  chain?: string;
}

export interface AuthorizationCode {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scope: string;
  readonly challenge: string;
  readonly nonce: string | undefined;
  readonly account: string;
  chain?: string;
}

export interface Token {
  readonly kind: 'access_token' | 'refresh_token';
  readonly clientId: string;
  readonly account: string;
  readonly scope: string;
  /** All tokens of one sign-in. */
  readonly chain: string;
  readonly expiresAtMs: number;
  used: boolean;
}

export class HydraState {
  readonly options: HydraServerOptions;
  readonly clients = new Map<string, StoredClient>();
  readonly devices = new Map<string, DeviceCode>();
  readonly codes = new Map<string, AuthorizationCode>();
  readonly tokens = new Map<string, Token>();
  publicUrl = '';
  adminUrl = '';
  #aheadMs = 0;

  constructor(options: HydraServerOptions) {
    this.options = options;
  }

  nowMs(): number {
    return Date.now() + this.#aheadMs;
  }

  advance(ms: number): void {
    this.#aheadMs += ms;
  }

  random(prefix: string): string {
    return `${prefix}${randomBytes(24).toString('base64url')}.${randomBytes(8).toString('base64url')}`;
  }

  newSecret(): string {
    return randomBytes(18).toString('base64url');
  }

  newId(): string {
    return randomUUID();
  }

  userCode(): string {
    const letters = 'BCDFGHJKLMNPQRSTVWXZ';
    return [...randomBytes(8)].map((byte) => letters[byte % letters.length]).join('');
  }

  /** Ends a whole sign-in, as reuse of a code or a refresh token does. */
  endChain(chain: string): void {
    for (const [value, token] of this.tokens) if (token.chain === chain) this.tokens.delete(value);
  }

  mint(kind: Token['kind'], from: Pick<Token, 'clientId' | 'account' | 'scope' | 'chain'>): string {
    const value = this.random(kind === 'access_token' ? 'ory_at_' : 'ory_rt_');
    const lifetimeS = kind === 'access_token' ? (this.options.accessTokenTtlS ?? 3600) : 720 * 3600;
    this.tokens.set(value, { kind, ...from, expiresAtMs: this.nowMs() + lifetimeS * 1000, used: false });
    return value;
  }

  /** A token that is still good. */
  live(value: string): Token | undefined {
    const token = this.tokens.get(value);
    return token && token.expiresAtMs > this.nowMs() ? token : undefined;
  }
}

export const s256 = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url');
