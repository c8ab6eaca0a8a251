/** All profiles and their sessions: loading, adding, editing and removing them, one change at a time. */
import { LatchkeyError } from '../errors.ts';
import { Profile, Role, type UsesPatch } from '../profile.ts';
import { parse, parseSettings, quoted } from '../provider/profile-input.ts';
import type { ProfileSecrets, Provider } from '../provider/provider.ts';
import { signInKey } from '../provider/sign-in-key.ts';
import { Session } from '../session/session.ts';
import { SessionState, type World } from '../state/state.ts';
import { createSerial } from '../time/serial.ts';
import { brokenConfig, patched, withoutGoneRoles } from './profile-changes.ts';

export class Roster {
  readonly #world: World;
  readonly #providers: readonly Provider[];
  readonly #changed: (session: Session) => void;
  readonly #sessions = new Map<string, Session>();
  readonly #serial = createSerial();

  constructor(world: World, providers: readonly Provider[], changed: (session: Session) => void) {
    this.#world = world;
    this.#providers = providers;
    this.#changed = changed;
  }

  get sessions(): Iterable<Session> {
    return this.#sessions.values();
  }

  /** Rejects with `profile_unknown`. */
  get(name: string): Session {
    const session = this.#sessions.get(name);
    if (session) return session;
    throw new LatchkeyError('profile_unknown', `There is no profile named ${quoted(name)}.`);
  }

  /** False: it was removed, even if there is another of that name. */
  has(session: Session): boolean {
    return this.#sessions.get(session.name) === session;
  }

  /** Rejects with `config_broken`, `config_newer`. */
  async load(): Promise<void> {
    for (const profile of await this.#world.ports.profiles.load()) {
      if (this.#sessions.has(profile.name)) throw brokenConfig(`it names the profile ${profile.name} twice`);
      try {
        this.#sessions.set(profile.name, this.#session(withoutGoneRoles(profile)));
      } catch (error) {
        if (!(error instanceof LatchkeyError)) throw error;
        throw brokenConfig(`in the profile ${profile.name}: ${error.message}`);
      }
    }
  }

  add(input: Profile, secrets: ProfileSecrets): Promise<Session> {
    return this.#serial(async () => {
      const profile = parse(Profile, input);
      if (this.#sessions.has(profile.name)) {
        throw new LatchkeyError('profile_exists', `There is already a profile named ${quoted(profile.name)}.`);
      }
      const session = this.#session(profile);
      const { provider, settings, store } = session.state;
      await provider.checkSecrets?.(secrets);
      // Also removes anything that an earlier profile of this name left behind.
      await store.startOver(signInKey(provider, settings), secrets);
      await this.#save([...this.#profiles(), session.state.profile]);
      this.#sessions.set(profile.name, session);
      session.state.changed();
      return session;
    });
  }

  /** Saved first: if that fails, nothing has changed, and after a crash right after it the record no longer counts. */
  edit(name: string, patch: Record<string, unknown>, secrets: ProfileSecrets): Promise<Session> {
    return this.#serial(async () => {
      const session = this.get(name);
      const { profile, provider } = session.state;
      const settings = parseSettings(provider, { ...profile, settings: patched(profile.settings, patch) });
      const stays = signInKey(provider, settings) === signInKey(provider, session.state.settings);
      // What was allowed was the token of another server or client.
      const next = patched({ ...profile, settings }, stays ? {} : { allowed: null });
      await provider.checkSecrets?.(secrets);
      await session.exclusively(() => this.#configure(session, next, settings, secrets));
      return session;
    });
  }

  async #configure(session: Session, next: Profile, settings: unknown, secrets: ProfileSecrets): Promise<void> {
    await session.state.load();
    await this.#saveChanged(next);
    try {
      await this.#moveSecrets(session, settings, secrets);
    } finally {
      // Once saved, the change is in force, even if the vault refuses.
      session.configure(next, settings);
    }
  }

  async #moveSecrets(session: Session, settings: unknown, secrets: ProfileSecrets): Promise<void> {
    const { provider, store, settings: former } = session.state;
    const key = signInKey(provider, settings);
    if (key !== signInKey(provider, former)) return this.#startOver(session, key, secrets);
    if (Object.keys(secrets).length === 0) return;
    await store.update((record) => ({ ...record, secrets: { ...record.secrets, ...secrets } }));
  }

  addRole(name: string, input: Role): Promise<Session> {
    return this.#changeRoles(name, (roles, session) => {
      session.roles.source();
      const role = parse(Role, input);
      if (roles.some((other) => other.name === role.name)) {
        throw new LatchkeyError('role_exists', `${name} already has a role named ${quoted(role.name)}.`);
      }
      return [...roles, role];
    });
  }

  removeRole(name: string, role: string): Promise<Session> {
    return this.#changeRoles(name, (roles, session) => {
      session.roles.get(role);
      return roles.filter((other) => other.name !== role);
    });
  }

  #changeRoles(name: string, change: (roles: readonly Role[], session: Session) => Role[]): Promise<Session> {
    return this.#serial(async () => {
      const session = this.get(name);
      const roles = change(session.profile.roles ?? [], session);
      await this.#replace(session, withoutGoneRoles({ ...session.profile, roles }));
      return session;
    });
  }

  setUses(name: string, uses: UsesPatch | ((now: Profile) => UsesPatch)): Promise<Session> {
    return this.#serial(async () => {
      const session = this.get(name);
      const patch = typeof uses === 'function' ? uses(session.profile) : uses;
      await this.#replace(session, withoutGoneRoles(parse(Profile, patched(session.profile, patch))));
      return session;
    });
  }

  /** For changes that do not affect the sign-in. */
  async #replace(session: Session, next: Profile): Promise<void> {
    await this.#saveChanged(next);
    session.setProfile(next);
  }

  /** The vault first: a crash in between leaves a profile that is signed out, never a secret that no list shows. */
  remove(name: string): Promise<void> {
    return this.#serial(async () => {
      const session = this.get(name);
      await session.exclusively(() => this.#forget(session));
      session.state.changed();
    });
  }

  async #forget(session: Session): Promise<void> {
    // On a full disk, the profile would stay without its sign-in, so prove first that the list can be written.
    await this.#save(this.#profiles());
    await session.leave();
    await session.state.store.remove();
    await this.#save(this.#profiles().filter((profile) => profile.name !== session.name));
    this.#sessions.delete(session.name);
  }

  /** The old secrets are dropped as well: they were meant for another server or client. */
  async #startOver(session: Session, key: string, secrets: ProfileSecrets): Promise<void> {
    // Even if leaving fails: from now on the record is the new server's or client's, without anything of the old one.
    await session.leave().catch(() => undefined);
    await session.state.store.startOver(key, secrets);
  }

  #profiles(): Profile[] {
    return [...this.#sessions.values()].map(({ profile }) => profile);
  }

  #save(profiles: readonly Profile[]): Promise<void> {
    return this.#world.ports.profiles.save(profiles);
  }

  #saveChanged(next: Profile): Promise<void> {
    return this.#save(this.#profiles().map((other) => (other.name === next.name ? next : other)));
  }

  #session(profile: Profile): Session {
    const provider = this.#providers.find(({ kind }) => kind === profile.provider);
    if (!provider) {
      const known = this.#providers.map(({ kind }) => kind).join(', ');
      const message = `There is no provider ${quoted(profile.provider)}; choose one of: ${known}.`;
      throw new LatchkeyError('provider_unknown', message);
    }
    const settings = parseSettings(provider, profile);
    const configured = { provider, profile: { ...profile, settings }, settings };
    const state = new SessionState(this.#world, configured, () => this.#changed(session));
    const session: Session = new Session(state);
    return session;
  }
}
