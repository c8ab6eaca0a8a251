/**
 * One profile's sign-in over its whole life: at most one sign-in and one refresh in flight, answers from memory, and
 * nothing published before it is durable.
 */
import { remainingMs, untilRefreshMs } from './access-token.ts';
import { endGrant } from './adopt.ts';
import { asLatchkeyError } from './errors.ts';
import { HeldToken } from './held-token.ts';
import { linkToOpen } from './link.ts';
import type { Ports } from './ports.ts';
import type { Flow, Profile } from './profile.ts';
import type { Provider, ProviderContext, Server } from './provider.ts';
import { providerContext } from './provider-context.ts';
import { fraction } from './random.ts';
import { RecordStore } from './record-store.ts';
import { refreshGrant } from './refresh.ts';
import { Retry } from './retry.ts';
import { ServerCache } from './server-cache.ts';
import { nothingToOpen, SignIn } from './sign-in.ts';
import { revokeGrant } from './sign-out.ts';
import { signInNeeded } from './token-request.ts';

/** What a session shares with all others. */
export interface World {
  readonly ports: Ports;
  readonly allowLoopbackHttp: boolean;
  changed(session: Session): void;
}

const NEVER = Number.POSITIVE_INFINITY;

export class Session {
  readonly provider: Provider;
  readonly ports: Ports;
  readonly store: RecordStore;
  readonly held: HeldToken;
  readonly retry: Retry;
  readonly #world: World;
  #profile: Profile;
  #settings: unknown;
  #servers: ServerCache;
  #renewal: Promise<void> | undefined;
  #signIn: SignIn | undefined;
  clockSkewS = 0;
  lastRefreshAtMs: number | undefined;

  constructor(world: World, provider: Provider, profile: Profile, settings: unknown) {
    this.#world = world;
    this.ports = world.ports;
    this.provider = provider;
    this.#profile = profile;
    this.#settings = settings;
    this.store = new RecordStore(world.ports.vault, profile.name);
    this.held = new HeldToken(world.ports.clock);
    this.retry = new Retry(world.ports.clock, () => fraction(world.ports.random));
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

  get refreshing(): boolean {
    return this.#renewal !== undefined;
  }

  changed(): void {
    this.#world.changed(this);
  }

  /** True when a renewal can bring a token without the person. */
  get renewable(): boolean {
    return this.store.dirty || this.store.record.grant?.refreshToken !== undefined;
  }

  /** Makes what waits durable, then does what is due (`force`: refreshes in any case); joins one in flight. Rejects as `Agent.token` does. */
  renew(force = false): Promise<void> {
    this.#renewal ??= this.#renewOnce(force).finally(() => {
      this.#renewal = undefined;
      this.changed();
    });
    return this.#renewal;
  }

  async #renewOnce(force: boolean): Promise<void> {
    this.changed();
    try {
      await this.load();
      await this.store.flush();
      this.publish();
      const { grant } = this.store.record;
      if (!grant || (!force && this.untilDueMs() > 0)) return;
      if (grant.refreshToken) await refreshGrant(this, grant, grant.refreshToken);
      else await endGrant(this, grant.id, signInNeeded(this));
    } catch (thrown) {
      const error = asLatchkeyError(thrown);
      this.retry.failed(error);
      throw error;
    }
  }

  /** Refreshes whatever life is left. Rejects with `sign_in_needed` when there is nothing to refresh with. */
  async refreshNow(): Promise<void> {
    await this.load();
    if (!this.store.record.grant?.refreshToken) throw signInNeeded(this);
    await this.renew(true);
  }

  /** Does what is due. Gives the milliseconds until something is due next. */
  tick(): number {
    if (this.#renewal) return NEVER;
    const dueMs = this.untilDueMs();
    if (dueMs > 0) return dueMs;
    this.renew().catch((thrown) =>
      this.ports.log.warn('renewal_failed', { profile: this.name, code: asLatchkeyError(thrown).code }),
    );
    return NEVER;
  }

  /** Milliseconds until `renew` has something to do; 0 or less: now. */
  untilDueMs(): number {
    const { grant } = this.store.record;
    if (!this.store.loaded || this.store.dirty) return this.retry.waitMs;
    if (!grant) return NEVER;
    const token = this.held.published;
    if (grant.refreshToken) return Math.max(token ? untilRefreshMs(token, this.ports.clock) : 0, this.retry.waitMs);
    return (token ? remainingMs(token, this.ports.clock) : 0) ?? NEVER;
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
    await this.quiet();
    await this.load();
    const { grant } = this.store.record;
    const accessToken = this.held.published?.token;
    this.held.drop();
    this.#signIn = undefined;
    this.retry.succeeded();
    await this.store.update(({ secrets, clients }) => ({ secrets, clients })).finally(() => this.changed());
    return grant ? revokeGrant(this, grant, accessToken) : false;
  }

  /** Nothing in flight any more; a refresh in flight is waited for, since its answer must not be lost. */
  async quiet(): Promise<void> {
    await this.cancelSignIn();
    await this.#renewal?.catch(() => undefined);
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

  context(signal?: AbortSignal): ProviderContext {
    return providerContext(this.ports, {
      allowLoopbackHttp: this.#world.allowLoopbackHttp,
      ...(signal && { signal }),
      onSkew: (seconds) => {
        this.clockSkewS = seconds;
      },
    });
  }

  openInBrowser(link: string): Promise<void> {
    return this.ports.opener.open(linkToOpen(link, this.#world.allowLoopbackHttp));
  }
}
