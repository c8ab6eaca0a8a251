/** What the agent answers to requests for a token, credentials, a login or a managed client. Types only. */
import type { Caller } from './caller.ts';
import type { Secret } from './secret.ts';

/** `caller` is who asks: it decides whether the person is asked, and is recorded. Absent: Latchkey itself. */
export interface AskedBy {
  readonly minTtlS?: number;
  /** True: a new one, however much time is left; one of a few seconds ago if that is asked often. */
  readonly anew?: boolean;
  readonly caller?: Caller | undefined;
}

export interface TokenAnswer {
  readonly accessToken: Secret;
  /** Epoch seconds; absent: unknown. */
  readonly expiresAt?: number;
  /** Whole seconds left; absent: unknown. */
  readonly expiresIn?: number;
  readonly scope?: string;
  readonly issuer: string;
}

/** Temporary credentials of one role. */
export interface RoleAnswer {
  readonly accessKeyId: string;
  readonly secretAccessKey: Secret;
  readonly sessionToken: Secret;
  /** Epoch milliseconds. */
  readonly expiresAtMs: number;
  readonly accountId: string;
}

/** The user name and password for a server. */
export interface LoginAnswer {
  readonly username: string;
  /** Absent: it has expired, and only the refresh token of a stored login is left. */
  readonly password?: Secret;
  /** Epoch seconds; absent: unknown or none. */
  readonly expiresAt?: number;
  /** For the git helper that stored it, which refreshes its own logins. */
  readonly refreshToken?: Secret;
  /** Absent: it was stored. */
  readonly profile?: string;
  /** The server also accepts it as a Bearer token. */
  readonly bearer: boolean;
}

/** The kinds of tools that ask for logins. */
export type LoginKind = 'git' | 'docker';

/** Where a login is for; see logins/login-place.ts. */
export interface LoginPlace {
  readonly kind: LoginKind;
  /** In lower case, with the port unless it is that of https. */
  readonly host: string;
  /**
   * git: the repository's path, if git is set to send it. docker: what docker stores beside a login to Docker Hub.
   * Without slashes at the ends.
   */
  readonly path?: string;
}

export interface ListedLogin extends LoginPlace {
  readonly username: string;
  /** Absent: stored. */
  readonly profile?: string;
}

/** A managed OAuth client as anyone may see it. */
export interface ClientAnswer {
  /** By their names at the provider; contains no secrets. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** True if the vault has its secret. */
  readonly secretHeld: boolean;
}
