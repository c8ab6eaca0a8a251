/**
 * User names and passwords for git and container tools: the token of the profile that serves the server, else what such
 * a tool stored. Tokens come from the agent as for any caller, so the gate, the questions and the record apply.
 */
import { present } from '../../../src-shared/present.ts';
import type { AskedBy, ListedLogin, LoginAnswer, LoginKind, LoginPlace, TokenAnswer } from '../answers.ts';
import type { Caller } from '../caller.ts';
import { asLatchkeyError, LatchkeyError } from '../errors.ts';
import type { Ports } from '../ports.ts';
import type { Profile } from '../profile.ts';
import type { Secret } from '../secret.ts';
import type { Session } from '../session/session.ts';
import { alreadyServed, sole } from './login-errors.ts';
import { type LoginErasure, type LoginQuery, type LoginToStore, StoredLogins } from './stored-logins.ts';
import { mappedPlaces, type Serving, servings } from './token-hosts.ts';

/** A token that expires while the tool works would look like a wrong password. */
const MIN_TTL_S = 60;
/** A server that refuses every token must not make us flood the provider. */
const RENEWAL_PAUSE_MS = 60_000;

/** `only`: from these profiles, and nothing stored. */
export interface LoginsBy {
  readonly caller?: Caller | undefined;
  readonly only?: ReadonlySet<string> | undefined;
}

export interface Logins {
  /** Rejects with `login_unknown`, `login_ambiguous`, vault codes, and as `Agent.token` does; so too for a stored one. */
  find(query: LoginQuery, by?: LoginsBy): Promise<LoginAnswer>;
  /**
   * Resolves to false if a profile serves the server and this is its token: nothing is stored. Rejects with vault
   * codes, `request_too_large`, and `login_ambiguous` if it could never be found because a profile is mapped to the
   * registry.
   */
  store(place: LoginPlace, login: LoginToStore, by?: LoginsBy): Promise<boolean>;
  /** The server refused it. A stored login is forgotten; a profile's current token is refreshed. Rejects with vault codes. */
  erase(query: LoginErasure, by?: LoginsBy): Promise<{ erased: number; renewed: boolean }>;
  /** Stored logins, and servers mapped to profiles that are signed in. */
  list(): Promise<ListedLogin[]>;
}

/** Where the tokens come from: the agent, as for any caller. */
interface TokenDesk {
  readonly guard: {
    demandUnlocked(): void;
    admitLogin(place: LoginPlace, caller: Caller | undefined): Promise<void> | undefined;
  };
  token(profile: string, by: AskedBy): Promise<TokenAnswer>;
}

export class LoginDesk implements Logins {
  readonly #ports: Ports;
  readonly #roster: { readonly sessions: Iterable<Session> };
  readonly #agent: TokenDesk;
  readonly #stored: StoredLogins;
  /** Monotonic milliseconds of the last refresh after a refused token, by profile. */
  readonly #renewedAtMs = new Map<string, number>();

  constructor(ports: Ports, roster: { readonly sessions: Iterable<Session> }, agent: TokenDesk) {
    this.#ports = ports;
    this.#roster = roster;
    this.#agent = agent;
    this.#stored = new StoredLogins(ports.vault);
  }

  async find(query: LoginQuery, { caller, only }: LoginsBy = {}): Promise<LoginAnswer> {
    this.#demandUnlocked(query, caller);
    const { mapped, chosen, implied } = servings(this.#profiles(only), query, query.username);
    if (chosen) return this.#token(sole(mapped, query), caller);
    const isStored = !only && !(mapped.length > 0 && query.username === undefined);
    const kept = isStored ? await this.#find(query) : undefined;
    // It may have been locked while the vault was read.
    this.#demandUnlocked(query, caller);
    const serving = mapped.length > 0 ? mapped : implied;
    if (kept && (kept.password || serving.length === 0)) {
      await this.#admit(query, caller);
      this.#record(query, caller);
      return kept;
    }
    return this.#token(sole(serving, query), caller);
  }

  async store(place: LoginPlace, login: LoginToStore, { caller }: LoginsBy = {}): Promise<boolean> {
    this.#demandUnlocked(place, caller);
    const { username, password } = login;
    const { mapped, implied } = servings(this.#profiles(), place, username);
    if (this.#isToken([...mapped, ...implied], username, password)) return false;
    const [serving] = mapped;
    // Container tools ask without a user name.
    if (serving && place.kind === 'docker') throw alreadyServed(serving, place);
    await this.#stored.store(place, login);
    this.#record(place, caller, 'stored');
    return true;
  }

  async erase(query: LoginErasure, { caller }: LoginsBy = {}): Promise<{ erased: number; renewed: boolean }> {
    this.#demandUnlocked(query, caller);
    const erased = await this.#stored.erase(query);
    if (erased > 0) this.#record(query, caller, 'erased');
    const { mapped, implied } = servings(this.#profiles(), query, query.username);
    const refused = [...mapped, ...implied].map(({ profile }) => this.#session(profile));
    const holder = refused.find((session) => query.password && holds(session, query.password));
    return { erased, renewed: holder !== undefined && (await this.#renew(holder)) };
  }

  async list(): Promise<ListedLogin[]> {
    this.#agent.guard.demandUnlocked();
    const places = (profile: Profile, kind: LoginKind) =>
      mappedPlaces(profile, kind).map((place) => ({ ...place, profile: profile.name }));
    const usable = [...this.#roster.sessions].filter(({ state }) => state.store.record.grant !== undefined);
    const mapped = usable.flatMap(({ profile }) => [...places(profile, 'git'), ...places(profile, 'docker')]);
    return [...mapped, ...(await this.#stored.list())];
  }

  /** The newest that has not ended; else one whose refresh token can bring a new one, and without its password. */
  async #find(query: LoginQuery): Promise<LoginAnswer | undefined> {
    const nowS = this.#ports.clock.nowMs() / 1000;
    const all = await this.#stored.find(query);
    const isLive = ({ expiresAt }: LoginToStore) => expiresAt === undefined || expiresAt > nowS;
    const found = all.find(isLive) ?? all.find(({ refreshToken }) => refreshToken !== undefined);
    if (!found) return undefined;
    const { username, password, expiresAt, refreshToken } = found;
    const secrets = isLive(found) ? { password, expiresAt, refreshToken } : { refreshToken };
    return present({ username, ...secrets, bearer: false });
  }

  /** If a provider does not say how long its tokens last, no time left can be required. */
  async #token({ profile, username, bearer }: Serving, caller: Caller | undefined): Promise<LoginAnswer> {
    const { state } = this.#session(profile);
    await state.load();
    const saysHowLong = state.held.published?.lifetimeMs !== undefined;
    const by = { caller, ...(saysHowLong && { minTtlS: MIN_TTL_S }) };
    const { accessToken, expiresAt, expiresIn } = await this.#agent.token(profile, by);
    if (expiresIn !== undefined && expiresIn < MIN_TTL_S) {
      throw new LatchkeyError('min_ttl_unavailable', `Tokens of ${profile} last less than ${MIN_TTL_S} s.`);
    }
    return present({ username, password: accessToken, expiresAt, profile, bearer });
  }

  /**
   * What a tool hands back after it worked. The token may have been refreshed by now, so the user name that we gave
   * also counts.
   */
  #isToken(given: readonly Serving[], username: string, password: Secret): boolean {
    return given.some((serving) => serving.username === username || holds(this.#session(serving.profile), password));
  }

  async #renew(session: Session): Promise<boolean> {
    const nowMs = this.#ports.clock.monotonicMs();
    const lastMs = this.#renewedAtMs.get(session.name);
    if (lastMs !== undefined && nowMs - lastMs < RENEWAL_PAUSE_MS) return false;
    this.#renewedAtMs.set(session.name, nowMs);
    await session.renewal.now('rejected');
    return true;
  }

  #session(name: string): Session {
    for (const session of this.#roster.sessions) if (session.name === name) return session;
    throw new LatchkeyError('profile_unknown', `There is no profile named '${name}'.`);
  }

  #profiles(only?: ReadonlySet<string>): Profile[] {
    const all = [...this.#roster.sessions].map(({ profile }) => profile);
    return only ? all.filter(({ name }) => only.has(name)) : all;
  }

  #demandUnlocked(place: LoginPlace, caller: Caller | undefined): void {
    try {
      this.#agent.guard.demandUnlocked();
    } catch (thrown) {
      throw this.#refused(place, caller, thrown);
    }
  }

  /** Stored logins belong to no profile: the person is asked about the server. */
  async #admit(place: LoginPlace, caller: Caller | undefined): Promise<void> {
    try {
      await this.#agent.guard.admitLogin(place, caller);
      // It may have been locked in the meantime.
      this.#agent.guard.demandUnlocked();
    } catch (thrown) {
      throw this.#refused(place, caller, thrown);
    }
  }

  #refused({ kind, host }: LoginPlace, caller: Caller | undefined, thrown: unknown): unknown {
    const { code } = asLatchkeyError(thrown);
    this.#ports.audit.record({ event: 'login', outcome: 'refused', code, detail: `${kind} ${host}`, caller });
    return thrown;
  }

  #record({ kind, host }: LoginPlace, caller: Caller | undefined, what = ''): void {
    this.#ports.audit.record({ event: 'login', outcome: 'ok', detail: `${kind} ${host} ${what}`.trim(), caller });
  }
}

const holds = ({ state }: Session, password: Secret): boolean => state.held.published?.token.equals(password) ?? false;
