/** What the stand-in remembers, and the knobs that set its behaviour. It decides nothing. */
import { randomBytes } from 'node:crypto';
import { type Account, type DirectorySize, makeDirectory } from './directory.ts';

export interface AwsServerOptions {
  /** Seconds; 3,600 by default. Of a registration with scopes. */
  readonly accessTokenTtlS?: number;
  /** Seconds; 8 hours by default. Of a registration without scopes, which gets no refresh token. */
  readonly legacyTokenTtlS?: number;
  /** Seconds; 8 hours by default. After it a refresh is InvalidGrantException and the portal says 401. */
  readonly sessionTtlS?: number;
  /** Seconds; 90 days by default. */
  readonly registrationTtlS?: number;
  /** Seconds; 600 by default. */
  readonly deviceCodeTtlS?: number;
  /** Seconds between polls; 1 by default. */
  readonly intervalS?: number;
  /** `tolerant` (default): the first two polls may come at once, as Debian's client sends them. `off`: never SlowDown. */
  readonly polling?: 'strict' | 'tolerant' | 'off';
  /** `rotate` (default): each refresh gives a new refresh token and the old one is spent. `keep`: the answer has none, the old one lives on. */
  readonly refreshTokens?: 'rotate' | 'keep';
  /** `refuse` (default): a spent refresh token is InvalidGrantException and no more. `end-session`: its use ends the sign-in. */
  readonly reuse?: 'refuse' | 'end-session';
  /** authorizationEndpoint and tokenEndpoint of a registration: none (default), the bare base, or whole. */
  readonly endpoints?: 'absent' | 'base' | 'full';
  /** Size of the directory, or the accounts themselves; 3 accounts with 2 roles each by default. */
  readonly directory?: DirectorySize | readonly Account[];
  /** Of a listing that asks for none; 100 by default, never more than 100. */
  readonly pageSize?: number;
  /** What the last page of a listing has as nextToken: nothing (default), or an empty text. */
  readonly lastPage?: 'absent' | 'empty';
  /** Seconds; 3,600 by default. */
  readonly roleCredentialsTtlS?: number;
  /** Of the portal; 20 by default, 0 for any number. More are TooManyRequestsException. */
  readonly callsPerSecond?: number;
  /** A browser that is signed in already: /authorize redirects at once, without a page. */
  readonly warmBrowser?: boolean;
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
  /** Empty: registered for the device flow, as before grantTypes existed. */
  readonly grantTypes: readonly string[];
  readonly redirectUris: readonly string[];
  readonly issuerUrl: string | undefined;
  readonly entitledApplicationArn: string | undefined;
  readonly expiresAtMs: number;
}

export interface Device {
  readonly deviceCode: string;
  readonly userCode: string;
  readonly clientId: string;
  readonly expiresAtMs: number;
  state: 'pending' | 'approved' | 'denied' | 'used';
  account: string;
  polls: number;
  lastPollMs: number;
  intervalS: number;
}

/** One visit of a browser to /authorize, from the link to the code. */
export interface Authorization {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly state: string;
  readonly codeChallenge: string;
  readonly expiresAtMs: number;
  /** Set once the code was redeemed. */
  sessionId: string | undefined;
  account: string;
}

export interface Session {
  readonly id: string;
  readonly account: string;
  readonly endsAtMs: number;
  ended: boolean;
}

export interface AccessToken {
  readonly sessionId: string;
  readonly expiresAtMs: number;
  readonly scopes: readonly string[];
}

export interface RefreshToken {
  readonly sessionId: string;
  readonly clientId: string;
  spent: boolean;
}

export class AwsState {
  readonly options: AwsServerOptions;
  readonly accounts: readonly Account[];
  readonly registrations = new Map<string, Registration>();
  readonly devices = new Map<string, Device>();
  /** By the id in the page's form. */
  readonly visits = new Map<string, Authorization>();
  readonly codes = new Map<string, Authorization>();
  readonly sessions = new Map<string, Session>();
  readonly accessTokens = new Map<string, AccessToken>();
  readonly refreshTokens = new Map<string, RefreshToken>();
  /** Set when listening. */
  oidcUrl = '';
  startUrls: readonly string[] = [];
  #offsetMs = 0;

  constructor(options: AwsServerOptions) {
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

  knowsStartUrl(url: string): boolean {
    const plain = (text: string): string => text.replace(/\/?#?\/?$/, '');
    return this.startUrls.some((known) => plain(known) === plain(url));
  }

  sessionAlive(id: string): boolean {
    const session = this.sessions.get(id);
    return session !== undefined && !session.ended && this.nowMs() < session.endsAtMs;
  }

  endSession(id: string): void {
    const session = this.sessions.get(id);
    if (session !== undefined) session.ended = true;
  }
}

/** Unguessable, in the alphabet of base64url. */
export const unguessable = (bytes: number): string => randomBytes(bytes).toString('base64url');
