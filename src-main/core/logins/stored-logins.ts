/**
 * Passwords that git and container tools stored, for servers that no profile serves. In the vault: one item per server,
 * and an index of all servers that is read once. Account names contain a colon, so they are no profile's. The index
 * always covers every item, even if the process is killed: it is written first and shortened last.
 */

import { z } from 'zod';
import { present } from '../../../src-shared/present.ts';
import type { LoginPlace } from '../answers.ts';
import { LatchkeyError } from '../errors.ts';
import type { Vault } from '../ports.ts';
import { Secret, secret } from '../secret.ts';
import { unreadable } from '../state/unreadable.ts';
import { createSerial } from '../time/serial.ts';
import { LOGIN_KINDS } from './login-place.ts';

const INDEX = 'login:index';
const MAX_SERVERS = 500;
const MAX_LOGINS = 20;

const EntryShape = z.object({ path: z.string().exactOptional(), username: z.string() });
const LoginShape = z.object({
  ...EntryShape.shape,
  password: z.string().transform(secret),
  expiresAt: z.number().exactOptional(),
  refreshToken: z.string().transform(secret).exactOptional(),
});
const ItemShape = z.object({ v: z.literal(1), logins: z.array(LoginShape) });
const ServerShape = z.object({ kind: z.enum(LOGIN_KINDS), host: z.string(), logins: z.array(EntryShape) });
const IndexShape = z.object({ v: z.literal(1), servers: z.array(ServerShape) });

type Entry = z.infer<typeof EntryShape>;
type Server = z.infer<typeof ServerShape>;
export type StoredLogin = z.output<typeof LoginShape>;

/** A login that a tool stores. */
export interface LoginToStore {
  readonly username: string;
  readonly password: Secret;
  /** When the password expires, in epoch seconds; absent: unknown or never. */
  readonly expiresAt?: number;
  /** For the git helper that signed in, which needs it when the password has expired. */
  readonly refreshToken?: Secret;
}

/** What a tool asks about; absent members match anything, as in git's own helpers. */
export interface LoginQuery extends LoginPlace {
  readonly username?: string;
}

/** What a tool wants erased: of all matches, only those with the secret that it names. */
export interface LoginErasure extends LoginQuery {
  readonly password?: Secret;
  /** Used if no password is named. */
  readonly refreshToken?: Secret;
  /** Also what docker stores beside the login. */
  readonly beside?: boolean;
}

export class StoredLogins {
  readonly #vault: Vault;
  readonly #serial = createSerial();
  #servers: readonly Server[] | undefined;

  constructor(vault: Vault) {
    this.#vault = vault;
  }

  /** All matches, the newest first. Rejects with vault codes. */
  find(query: LoginQuery): Promise<StoredLogin[]> {
    return this.#serial(async () => {
      const server = serverOf(await this.#index(), query);
      if (!server?.logins.some((entry) => fits(entry, query))) return [];
      return (await this.#read(query)).filter((login) => fits(login, query));
    });
  }

  /** Replaces what the same user name had there. Rejects with vault codes and `request_too_large`. */
  store(place: LoginPlace, given: LoginToStore): Promise<void> {
    return this.#serial(async () => {
      const former = serverOf(await this.#index(), place) ? await this.#read(place) : [];
      const same = former.find((other) => other.username === given.username && other.path === place.path);
      const login: StoredLogin = present({ path: place.path, ...completed(given, same) });
      if (same && isSame(same, login)) return;
      // A registry has one login; git may have one for each user and path.
      const others = former.filter((other) => (place.kind === 'docker' ? other.path !== login.path : other !== same));
      const logins = [login, ...others].slice(0, MAX_LOGINS);
      await this.#writeIndex(place, logins);
      try {
        await this.#vault.set(account(place), formatItem({ v: 1, logins }));
      } catch (thrown) {
        await this.#writeIndex(place, former).catch(() => undefined);
        throw thrown;
      }
    });
  }

  /** Forgets all matches; resolves to how many. Rejects with vault codes. */
  erase(query: LoginErasure): Promise<number> {
    return this.#serial(async () => {
      const server = serverOf(await this.#index(), query);
      if (!server) return 0;
      const present = await this.#read(query);
      const kept = present.filter((login) => !(fits(login, query) && hasSecret(login, query)));
      if (kept.length === present.length && kept.length > 0) return 0;
      if (kept.length === 0) await this.#vault.delete(account(query));
      else await this.#vault.set(account(query), formatItem({ v: 1, logins: kept }));
      await this.#writeIndex(query, kept);
      return present.length - kept.length;
    });
  }

  /** Without passwords. Rejects with vault codes. */
  list(): Promise<(LoginPlace & { username: string })[]> {
    return this.#serial(async () =>
      (await this.#index()).flatMap(({ kind, host, logins }) => logins.map((entry) => ({ kind, host, ...entry }))),
    );
  }

  async #index(): Promise<readonly Server[]> {
    if (this.#servers) return this.#servers;
    const text = await this.#vault.get(INDEX);
    this.#servers = text ? parse(IndexShape, text).servers : [];
    return this.#servers;
  }

  async #writeIndex({ kind, host }: LoginPlace, logins: readonly Entry[]): Promise<void> {
    const servers = await this.#index();
    const entries = logins.map(({ path, username }) => present({ path, username }));
    const others = servers.filter((server) => !(server.kind === kind && server.host === host));
    const next = entries.length === 0 ? others : [...others, { kind, host, logins: entries }];
    if (next.length > Math.max(MAX_SERVERS, servers.length)) {
      const hint = 'Remove some with `latchkey logins remove HOST`.';
      throw new LatchkeyError('request_too_large', `There are already logins for ${MAX_SERVERS} servers.`, { hint });
    }
    if (JSON.stringify(next) === JSON.stringify(servers)) return;
    if (next.length > 0) await this.#vault.set(INDEX, formatItem({ v: 1, servers: next }));
    else await this.#vault.delete(INDEX);
    this.#servers = next;
  }

  async #read(place: LoginPlace): Promise<StoredLogin[]> {
    const text = await this.#vault.get(account(place));
    return text ? parse(ItemShape, text).logins : [];
  }
}

const account = ({ kind, host }: LoginPlace): string => `login:${kind}:${host}`;

const serverOf = (servers: readonly Server[], { kind, host }: LoginPlace): Server | undefined =>
  servers.find((server) => server.kind === kind && server.host === host);

/** Compared as in git's own helpers: everything that the question names must match. */
function fits({ path, username }: Entry, query: LoginErasure): boolean {
  const isAnyPath = query.path === undefined && (query.kind === 'git' || query.beside === true);
  return (isAnyPath || query.path === path) && (query.username ?? username) === username;
}

/** If a refused password has been replaced in the meantime, the new one stays. */
function hasSecret(login: StoredLogin, { password, refreshToken }: LoginErasure): boolean {
  if (password !== undefined) return password.equals(login.password);
  return refreshToken === undefined || same(refreshToken, login.refreshToken);
}

/** Git before 2.41 stores the same password again, without the fields that it does not know. */
function completed(given: LoginToStore, former: StoredLogin | undefined): LoginToStore {
  if (!former?.password.equals(given.password)) return given;
  const { expiresAt, refreshToken } = former;
  return { ...present({ expiresAt, refreshToken }), ...given };
}

function isSame(a: LoginToStore, b: LoginToStore): boolean {
  return a.password.equals(b.password) && a.expiresAt === b.expiresAt && same(a.refreshToken, b.refreshToken);
}

const same = (a: Secret | undefined, b: Secret | undefined): boolean => (a && b ? a.equals(b) : a === b);

function formatItem(value: object): Secret {
  return secret(
    JSON.stringify(value, function revealing(key, shown: unknown) {
      const raw = (this as Record<string, unknown>)[key];
      return raw instanceof Secret ? raw.reveal() : shown;
    }),
  );
}

/** The cause would quote what was read, so it is not passed on. */
function parse<T>(shape: z.ZodType<T>, text: Secret): T {
  try {
    return shape.parse(JSON.parse(text.reveal()));
  } catch {
    throw unreadable('The list of stored logins in the keychain', text.reveal());
  }
}
