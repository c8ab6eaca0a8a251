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
import { createSerial } from '../time/serial.ts';
import { LOGIN_KINDS } from './login-place.ts';

const INDEX = 'login:index';
const MAX_SERVERS = 500;
const MAX_LOGINS = 20;

const EntryShape = z.object({ path: z.string().exactOptional(), username: z.string() });
const LoginShape = z.object({ ...EntryShape.shape, password: z.string().transform(secret) });
const ItemShape = z.object({ v: z.literal(1), logins: z.array(LoginShape) });
const ServerShape = z.object({ kind: z.enum(LOGIN_KINDS), host: z.string(), logins: z.array(EntryShape) });
const IndexShape = z.object({ v: z.literal(1), servers: z.array(ServerShape) });

type Entry = z.infer<typeof EntryShape>;
type Server = z.infer<typeof ServerShape>;
export type StoredLogin = z.output<typeof LoginShape>;

/** What a tool asks about; absent members match anything, as in git's own helpers. */
export interface LoginQuery extends LoginPlace {
  readonly username?: string;
  readonly password?: Secret;
}

export class StoredLogins {
  readonly #vault: Vault;
  readonly #serial = createSerial();
  #servers: readonly Server[] | undefined;

  constructor(vault: Vault) {
    this.#vault = vault;
  }

  /** The newest match. Rejects with vault codes. */
  find(query: LoginQuery): Promise<StoredLogin | undefined> {
    return this.#serial(async () => {
      const server = serverOf(await this.#index(), query);
      if (!server?.logins.some((entry) => fits(entry, query))) return undefined;
      return (await this.#read(query)).find((login) => fits(login, query));
    });
  }

  /** Replaces what the same user name had there. Rejects with vault codes and `request_too_large`. */
  store(place: LoginPlace, username: string, password: Secret): Promise<void> {
    return this.#serial(async () => {
      const login: StoredLogin = present({ path: place.path, username, password });
      const former = serverOf(await this.#index(), place) ? await this.#read(place) : [];
      const same = former.find((other) => other.username === username && other.path === login.path);
      if (same?.password.equals(password)) return;
      // A registry has one login; git may have one for each user and path.
      const others = place.kind === 'docker' ? [] : former.filter((other) => other !== same);
      const logins = [login, ...others].slice(0, MAX_LOGINS);
      await this.#writeIndex(place, logins);
      await this.#vault.set(account(place), formatItem({ v: 1, logins }));
    });
  }

  /** Forgets all matches; resolves to how many. Rejects with vault codes. */
  erase(query: LoginQuery): Promise<number> {
    return this.#serial(async () => {
      const server = serverOf(await this.#index(), query);
      if (!server) return 0;
      const present = await this.#read(query);
      const kept = present.filter((login) => !(fits(login, query) && hasPassword(login, query)));
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
function fits({ path, username }: Entry, query: LoginQuery): boolean {
  return (query.path === undefined || query.path === path) && (query.username ?? username) === username;
}

/** If a rejected password has been replaced in the meantime, the new one stays. */
const hasPassword = ({ password }: StoredLogin, query: LoginQuery): boolean => query.password?.equals(password) ?? true;

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
    throw new LatchkeyError('vault_failed', 'The stored logins in the keychain cannot be read.');
  }
}
