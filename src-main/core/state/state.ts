/**
 * What is known about one profile now: its settings, record and token, its failures and last refreshes. It starts
 * nothing: sign-in, renewal and roles read and write it.
 */
import { present } from '../../../src-shared/present.ts';
import { asLatchkeyError, type LatchkeyError } from '../errors.ts';
import type { Ports } from '../ports.ts';
import type { Profile } from '../profile.ts';
import type { ProviderContext, Server, ServerExchange } from '../provider/exchange.ts';
import { linkToOpen } from '../provider/link.ts';
import { opensHttp, type PlainHttp, takesHttp } from '../provider/plain-http.ts';
import type { Provider } from '../provider/provider.ts';
import { providerContext } from '../provider/provider-context.ts';
import { ServerCache } from '../provider/server-cache.ts';
import { signInKey } from '../provider/sign-in-key.ts';
import { fraction } from '../random.ts';
import { Retry } from '../time/retry.ts';
import type { SignInView } from '../view.ts';
import { HeldToken } from './held-token.ts';
import { History } from './history.ts';
import { RecordStore } from './record-store.ts';

/** What all profiles of an agent share. */
export interface World extends PlainHttp {
  readonly ports: Ports;
}

/** A profile as it is configured: `settings` are `profile.settings` as its provider parsed them. */
export interface Configured {
  readonly provider: Provider;
  readonly profile: Profile;
  readonly settings: unknown;
}

/** The sign-in in progress, or the last one that ended. */
export interface SignInAttempt {
  readonly inProgress: boolean;
  view(): SignInView;
}

export class SessionState {
  readonly provider: Provider;
  readonly ports: Ports;
  readonly store: RecordStore;
  readonly held: HeldToken;
  readonly retry: Retry;
  readonly history: History;
  /** Signals that something here has changed. */
  readonly changed: () => void;
  readonly #world: World;
  #profile: Profile;
  #settings: unknown;
  #servers: ServerCache;
  attempt: SignInAttempt | undefined;
  clockSkewS = 0;
  lastRefreshAtMs: number | undefined;
  /** The last refresh of the sign-in `grantId` was refused; see refusal.ts. */
  refusal: { readonly grantId: string; readonly error: LatchkeyError } | undefined;

  constructor(world: World, { provider, profile, settings }: Configured, changed: () => void) {
    const { clock, random, vault } = world.ports;
    this.#world = world;
    this.ports = world.ports;
    this.provider = provider;
    this.#profile = profile;
    this.#settings = settings;
    this.changed = changed;
    this.store = new RecordStore(vault, profile.name, signInKey(provider, settings));
    this.held = new HeldToken(clock);
    this.retry = new Retry(clock, () => fraction(random));
    this.history = new History(clock);
    this.#servers = new ServerCache(clock);
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

  /** True if a refresh can bring a token without the person. */
  get renewable(): boolean {
    const { grant } = this.store.record;
    return grant !== undefined && (this.store.dirty || grant.refreshToken !== undefined);
  }

  /** Gives callers the waiting token once the vault has what belongs to it. */
  publish(): void {
    if (this.store.dirty || !this.held.publish()) return;
    this.retry.succeeded();
    this.#forgetFailedAttempt();
    this.changed();
  }

  /** A sign-in that failed has been shown; the former one has worked since. */
  #forgetFailedAttempt(): void {
    const { attempt } = this;
    if (attempt && !attempt.inProgress && attempt.view().phase !== 'approved') this.attempt = undefined;
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

  setProfile(profile: Profile): void {
    this.#profile = profile;
  }

  /** New settings; what was discovered under the old ones is forgotten. */
  configure(profile: Profile, settings: unknown): void {
    this.#profile = profile;
    this.#settings = settings;
    this.#servers = new ServerCache(this.ports.clock);
    this.retry.forget();
  }

  server(purpose: 'sign-in' | 'refresh', context: ProviderContext = this.context()): Promise<Server> {
    return this.#servers.get(purpose, () => this.provider.discover(context, this.#settings));
  }

  exchange(server: Server, context: ProviderContext = this.context()): ServerExchange {
    return { context, server, settings: this.#settings };
  }

  context(signal?: AbortSignal, heard?: (serverMs: number) => void): ProviderContext {
    const allowLoopbackHttp = takesHttp(this.#world, this.#profile.settings);
    const onSkew = (seconds: number, serverMs: number) => {
      this.clockSkewS = seconds;
      heard?.(serverMs);
    };
    return providerContext(this.ports, present({ allowLoopbackHttp, signal, onSkew }));
  }

  openInBrowser(link: string): Promise<void> {
    return this.ports.opener.open(linkToOpen(link, opensHttp(this.#world, link)));
  }
}
