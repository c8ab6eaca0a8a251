/**
 * The doors between the engine and the world. The engine reaches everything through these, so that a seeded program can
 * be the whole world (see the simulation) and an adapter can be replaced without the engine noticing.
 */
import type { Audit } from './audit.ts';
import type { Profile } from './profile.ts';
import type { Secret } from './secret.ts';

export interface Clock {
  /** Wall clock, epoch milliseconds. May jump. */
  nowMs(): number;
  /** Milliseconds since some fixed moment; never goes back, may stop while the machine sleeps. */
  monotonicMs(): number;
  /** How much of `monotonicMs` only the wall clock shows: sleep, or a clock set forward. Absent: nothing. */
  unsureMs?(): number;
  /** Resolves after `ms` of monotonic time, or at once when `signal` aborts (it never rejects). */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Web-standard fetch. Rejects on network failure (an adapter's error is mapped by `network-error.ts`). */
export type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

export interface Random {
  /** Cryptographically strong bytes. */
  bytes(count: number): Uint8Array<ArrayBuffer>;
}

export type VaultKind = 'keychain' | 'file' | 'memory';

/**
 * Keeps one text per account name, safe from other users and never in plain text on disk. Every method rejects with a
 * `LatchkeyError` whose code is one of `vault_locked`, `vault_missing`, `vault_full`, `vault_failed`.
 */
export interface Vault {
  readonly kind: VaultKind;
  get(account: string): Promise<Secret | undefined>;
  /** Durable when it resolves; if it is killed or fails midway, `get` returns the previous value. */
  set(account: string, value: Secret): Promise<void>;
  /** Also resolves if there was nothing. */
  delete(account: string): Promise<void>;
  /** Proves by actually writing that a `set` of about `length` characters would succeed now; changes no account. */
  ensureWritable(length: number): Promise<void>;
  /** Its state in a few words, without a prompt. Absent: `ensureWritable` opens none either. */
  examine?(): Promise<string>;
  /** The person acts now, so a prompt that they dismissed may come back. Absent: it has none. */
  askAgain?(): void;
}

/** Non-secret configuration. Rejects with `config_broken`, `config_newer`, `config_unwritable`. */
export interface ProfileStore {
  load(): Promise<Profile[]>;
  /** Durable when it resolves; if killed midway, `load` returns the previous list. */
  save(profiles: readonly Profile[]): Promise<void>;
}

/** Opens the system browser (RFC 8252 section 6). The engine calls it only with an https link that it holds itself. */
export interface Opener {
  open(url: string): Promise<void>;
}

/** What the browser shows the person after the provider sent them back to the loopback address. */
export type LoopbackPage = 'done' | 'refused' | 'not-for-us';

/** Receives the authorization response on a loopback address (RFC 8252 section 7.3). */
export interface Loopback {
  /**
   * Listens on the IP literal of `redirectUri`; port 0 or no port means any free one. `onResponse` is called for each
   * GET of exactly that path, with its query, and decides what the browser shows; other requests get 404. Rejects with
   * `loopback_unavailable` if the port is not available.
   */
  listen(
    redirectUri: string,
    onResponse: (query: URLSearchParams) => LoopbackPage,
  ): Promise<{ /** The redirect URI with the actual port. */ readonly redirectUri: string; close(): Promise<void> }>;
}

export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * A digest of a passphrase that is slow to guess: PBKDF2 (RFC 8018 section 5.2) with HMAC-SHA-256 in the product. Does
 * not block anything else.
 */
export type Stretch = (passphrase: Secret, salt: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>;

/** Structured log; the field type has no room for a Secret, a token response or a URL object. */
export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
}

export interface Ports {
  readonly clock: Clock;
  readonly fetch: Fetch;
  readonly random: Random;
  readonly stretch: Stretch;
  readonly vault: Vault;
  readonly profiles: ProfileStore;
  readonly opener: Opener;
  readonly loopback: Loopback;
  readonly log: Log;
  readonly audit: Audit;
}
