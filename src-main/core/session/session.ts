/**
 * One profile's sign-in over its whole life: at most one sign-in and one refresh in flight, answers from memory, and
 * nothing published before it is durable.
 */
import { asLatchkeyError } from '../errors.ts';
import type { Ports } from '../ports.ts';
import type { Flow, Profile } from '../profile.ts';
import { linkToOpen } from '../provider/link.ts';
import { opensHttp, takesHttp } from '../provider/plain-http.ts';
import type { Provider, ProviderContext, Server } from '../provider/provider.ts';
import { providerContext } from '../provider/provider-context.ts';
import { ServerCache } from '../provider/server-cache.ts';
import { signInKey } from '../provider/sign-in-key.ts';
import { fraction } from '../random.ts';
import { Reminder } from '../renewal/reminder.ts';
import { Renewal } from '../renewal/renewal.ts';
import { RoleBook } from '../roles/role-book.ts';
import { SignIn } from '../sign-in/sign-in.ts';
import { nothingToOpen } from '../sign-in/sign-in-errors.ts';
import { revokeGrant } from '../sign-in/sign-out.ts';
import { HeldToken } from '../state/held-token.ts';
import { RecordStore } from '../state/record-store.ts';
import { withoutGrant } from '../state/vault-record.ts';
import { Retry } from '../time/retry.ts';
import type { World } from '../world.ts';

export class Session {
  readonly provider: Provider;
  readonly ports: Ports;
  readonly store: RecordStore;
  readonly held: HeldToken;
  readonly retry: Retry;
  readonly renewal: Renewal;
  readonly roles: RoleBook;
  readonly #reminder: Reminder;
  readonly #world: World;
  #profile: Profile;
  #settings: unknown;
  #servers: ServerCache;
  #signIn: SignIn | undefined;
  readonly #changes = new Set<Promise<unknown>>();
  clockSkewS = 0;
  lastRefreshAtMs: number | undefined;

  constructor(world: World, provider: Provider, profile: Profile, settings: unknown) {
    this.#world = world;
    this.ports = world.ports;
    this.provider = provider;
    this.#profile = profile;
    this.#settings = settings;
    this.store = new RecordStore(world.ports.vault, profile.name, signInKey(provider, settings));
    this.held = new HeldToken(world.ports.clock);
    this.retry = new Retry(world.ports.clock, () => fraction(world.ports.random));
    this.renewal = new Renewal(this);
    this.roles = new RoleBook(this);
    this.#reminder = new Reminder(this);
    this.#servers = new ServerCache(world.ports.clock);
  }

  get name(): string {
    return this.#profile.name;
  }

  get profile(): Profile {
    return this.#profile;
  }

  get settings(): unknown {
    return this.#settings;
  }

  get signIn(): SignIn | undefined {
    return this.#signIn;
  }

  changed(): void {
    this.#world.changed(this);
  }

  /** True when a renewal can bring a token without the person. */
  get renewable(): boolean {
    const { grant } = this.store.record;
    return grant !== undefined && (this.store.dirty || grant.refreshToken !== undefined);
  }

  /** Gives callers the token that waits, once the vault has what belongs to it. */
  publish(): void {
    if (this.store.dirty || !this.held.publish()) return;
    this.retry.succeeded();
    this.changed();
  }

  async load(): Promise<void> {
    if (this.store.loaded) return;
    try {
      await this.store.load();
      const { grant } = this.store.record;
      if (grant) this.held.restore(grant);
      this.retry.succeeded();
    } catch (thrown) {
      this.retry.failed(asLatchkeyError(thrown));
      throw thrown;
    } finally {
      this.changed();
    }
  }

  startSignIn(flow: Flow | undefined): SignIn {
    if (this.#signIn?.inProgress) return this.#signIn;
    this.#signIn = new SignIn(this, flow);
    this.changed();
    return this.#signIn;
  }

  async openSignInLink(): Promise<void> {
    if (!this.#signIn) throw nothingToOpen();
    await this.#signIn.openLink();
  }

  async cancelSignIn(): Promise<void> {
    this.#signIn?.cancel();
    await this.#signIn?.ended;
  }

  /** Forgets the sign-in here, durably, then tells the provider. Resolves to whether that was heard. */
  async signOut(): Promise<boolean> {
    const { grant, accessToken } = await this.exclusively(() => this.#forget());
    return grant ? revokeGrant(this, grant, accessToken) : false;
  }

  async #forget() {
    await this.load();
    const { grant } = this.store.record;
    const accessToken = this.held.published?.token;
    this.held.drop();
    this.#signIn = undefined;
    this.retry.succeeded();
    await this.store.update(withoutGrant).finally(() => this.changed());
    return { grant, accessToken };
  }

  /** Runs a change with nothing in flight; a sign-in that is asked for meanwhile waits for its end (`unchanging`). */
  async exclusively<T>(change: () => Promise<T>): Promise<T> {
    const run = this.quiet().then(change);
    const over = run.catch(() => undefined);
    this.#changes.add(over);
    return run.finally(() => this.#changes.delete(over));
  }

  async unchanging(): Promise<void> {
    while (this.#changes.size > 0) await Promise.all(this.#changes);
  }

  /** Nothing in flight any more; a refresh in flight is waited for, since its answer must not be lost. */
  async quiet(): Promise<void> {
    await this.cancelSignIn();
    await this.renewal.settled();
  }

  /** Roles and uses; the sign-in stays. */
  setProfile(profile: Profile): void {
    this.#profile = profile;
    this.roles.configure();
    this.changed();
  }

  /** Does what is due. Gives the milliseconds until something is due next. */
  tick(): number {
    return Math.min(this.renewal.tick(), this.roles.tick(), this.#reminder.tick());
  }

  /** New settings; what was discovered under the old ones is forgotten. */
  configure(profile: Profile, settings: unknown): void {
    this.#profile = profile;
    this.#settings = settings;
    this.#servers = new ServerCache(this.ports.clock);
    this.#signIn = undefined;
    this.retry.forget();
    this.changed();
  }

  server(purpose: 'sign-in' | 'refresh', context: ProviderContext = this.context()): Promise<Server> {
    return this.#servers.get(purpose, () => this.provider.discover(context, this.#settings));
  }

  context(signal?: AbortSignal, heard?: (serverMs: number) => void): ProviderContext {
    return providerContext(this.ports, {
      allowLoopbackHttp: takesHttp(this.#world, this.#profile.settings),
      ...(signal && { signal }),
      onSkew: (seconds, serverMs) => {
        this.clockSkewS = seconds;
        heard?.(serverMs);
      },
    });
  }

  openInBrowser(link: string): Promise<void> {
    return this.ports.opener.open(linkToOpen(link, opensHttp(this.#world, link)));
  }
}
