/** What the stand-in remembers, and the knobs that set its behaviour. It decides nothing. */
import { randomBytes } from 'node:crypto';
import { type Account, type DirectorySize, makeDirectory } from './directory.ts';
import type { Wire } from './errors.ts';

export interface HuaweiServerOptions {
  /** Seconds; 3,600 by default. */
  readonly accessTokenTtlS?: number;
  /** Seconds; 90 days by default. */
  readonly registrationTtlS?: number;
  /** Seconds; 600 by default. */
  readonly deviceCodeTtlS?: number;
  /** Seconds between polls; 1 by default. `absent`: not said, so 5. */
  readonly intervalS?: number | 'absent';
  /** `strict` (default): a poll that comes too early is slow_down. `off`: never. */
  readonly polling?: 'strict' | 'off';
  /** What `expires_in` holds: seconds (default), as described, or a moment, as in every published sample. */
  readonly expiresIn?: 'seconds' | 'epoch';
  /** False by default: the samples have none. */
  readonly refreshTokens?: boolean;
  /** The form of refusals of the token service; `gateway` by default. */
  readonly wire?: Wire;
  /** Size of the directory, or the accounts themselves; 3 accounts with 2 agencies each by default. */
  readonly directory?: DirectorySize | readonly Account[];
  /** The most that a page has, whatever was asked for; 2,000 by default. */
  readonly pageSize?: number;
  /** Seconds; 3,600 by default. */
  readonly credentialsTtlS?: number;
  /** Start URLs that exist, besides the stand-in's own. */
  readonly startUrls?: readonly string[];
  /** Epoch milliseconds; Date.now by default. */
  readonly now?: () => number;
  readonly oidcPort?: number;
  readonly portalPort?: number;
}

export interface Registration {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly clientName: string;
  readonly scopes: readonly string[];
  readonly grantTypes: readonly string[];
  readonly expiresAtMs: number;
}

export interface Device {
  readonly deviceCode: string;
  readonly userCode: string;
  readonly clientId: string;
  readonly expiresAtMs: number;
  state: 'pending' | 'approved' | 'denied' | 'used';
  lastPollMs: number;
  intervalS: number;
}

export interface Session {
  readonly id: string;
  ended: boolean;
}

export class HuaweiState {
  readonly options: HuaweiServerOptions;
  readonly accounts: readonly Account[];
  readonly registrations = new Map<string, Registration>();
  readonly devices = new Map<string, Device>();
  readonly sessions = new Map<string, Session>();
  readonly accessTokens = new Map<string, { readonly session: Session; readonly expiresAtMs: number }>();
  readonly refreshTokens = new Map<string, { readonly session: Session; readonly clientId: string }>();
  /** Set when listening. */
  oidcUrl = '';
  startUrls: readonly string[] = [];
  #offsetMs = 0;

  constructor(options: HuaweiServerOptions) {
    this.options = options;
    const { directory } = options;
    this.accounts = Array.isArray(directory) ? directory : makeDirectory(directory as DirectorySize | undefined);
  }

  nowMs(): number {
    return (this.options.now ?? Date.now)() + this.#offsetMs;
  }

  advance(ms: number): void {
    this.#offsetMs += ms;
  }

  /** As `expires_in` says it. */
  expiresIn(seconds: number): number {
    const epoch = this.options.expiresIn === 'epoch';
    return epoch ? Math.floor(this.nowMs() / 1000) + seconds : seconds;
  }
}

/** In the alphabet of the description's codes and tokens; `bytes` make twice as many characters. */
export const unguessable = (bytes: number): string => randomBytes(bytes).toString('hex');
