/** All sessions and their profiles; one due-time loop; answers commands; emits the View. */

import type { Agent, AgentOptions, AvailableRoles, RoleAnswer, TokenAnswer } from './agent.ts';
import { atMost } from './at-most.ts';
import { runDueLoop } from './due-loop.ts';
import { ManagedClients } from './managed-clients.ts';
import { overallState } from './overall.ts';
import type { Ports } from './ports.ts';
import type { Flow, Profile, Role } from './profile.ts';
import type { ProfileSecrets, Provider } from './provider.ts';
import { Roster } from './roster.ts';
import type { Session } from './session.ts';
import { vaultProblem } from './session-view.ts';
import { steadyClock } from './steady-clock.ts';
import { tokenFor } from './token-request.ts';
import type { ProfileView, View } from './view.ts';
import { ViewFeed } from './view-feed.ts';

/** How long a slow vault may hold up the start; what it gives later is taken then. */
const START_WAIT_MS = 1_500;
/** How long a refresh in flight may hold up the end; its answer would be lost. */
const STOP_WAIT_MS = 10_000;

export class DeskAgent implements Agent {
  readonly #ports: Ports;
  readonly #options: AgentOptions;
  readonly #roster: Roster;
  readonly #feed: ViewFeed;
  readonly #stopping = new AbortController();
  #nap = new AbortController();
  #loop: Promise<void> = Promise.resolve();
  #startedAtMs = 0;

  constructor(ports: Ports, providers: readonly Provider[], options: AgentOptions) {
    const clock = steadyClock(ports.clock, () => this.wake('clock-jump'));
    this.#ports = { ...ports, clock };
    this.#options = options;
    this.#feed = new ViewFeed(() => this.view(), ports.log);
    const { allowLoopbackHttp } = options;
    this.#roster = new Roster(
      { ports: this.#ports, allowLoopbackHttp, changed: (session) => this.#changed(session) },
      providers,
    );
  }

  async start(): Promise<void> {
    this.#startedAtMs = this.#ports.clock.nowMs();
    await this.#roster.load();
    const loaded = Promise.all([...this.#roster.sessions].map((session) => session.load().catch(() => undefined)));
    await atMost(this.#ports.clock, START_WAIT_MS, loaded);
    this.#loop = runDueLoop({
      clock: this.#ports.clock,
      sessions: () => this.#roster.sessions,
      nap: () => {
        this.#nap = new AbortController();
        return this.#nap.signal;
      },
      stopping: this.#stopping.signal,
    });
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#nap.abort();
    await this.#loop;
    await atMost(
      this.#ports.clock,
      STOP_WAIT_MS,
      Promise.all([...this.#roster.sessions].map((session) => session.quiet())),
    );
    this.#feed.close();
  }

  view(): View {
    const sessions = [...this.#roster.sessions];
    const profiles = sessions.map((session) => this.#viewOf(session));
    const vault_problem = sessions.map(vaultProblem).find((problem) => problem !== undefined);
    return {
      overall: overallState(profiles, vault_problem !== undefined, this.#ports.clock.nowMs() / 1000),
      profiles,
      agent: {
        version: this.#options.version,
        vault: this.#ports.vault.kind,
        ...(vault_problem && { vault_problem }),
        started_at: Math.floor(this.#startedAtMs / 1000),
      },
    };
  }

  subscribe(listener: (view: View) => void): () => void {
    return this.#feed.subscribe(listener);
  }

  wake(reason: string): void {
    this.#ports.log.info('wake', { reason });
    for (const session of this.#roster.sessions) {
      session.retry.forget();
      this.#feed.changed(session);
    }
    this.#changed();
  }

  async addProfile(profile: Profile, secrets: ProfileSecrets = {}): Promise<ProfileView> {
    return this.#viewOf(await this.#roster.add(profile, secrets));
  }

  async editProfile(
    name: string,
    settings: Record<string, unknown>,
    secrets: ProfileSecrets = {},
  ): Promise<ProfileView> {
    return this.#viewOf(await this.#roster.edit(name, settings, secrets));
  }

  removeProfile(name: string): Promise<void> {
    return this.#roster.remove(name);
  }

  async signIn(name: string, options: { flow?: Flow; openBrowser?: boolean } = {}): Promise<ProfileView> {
    await this.#roster.get(name).unchanging();
    // It may have been removed meanwhile.
    const session = this.#roster.get(name);
    const signIn = session.startSignIn(options.flow);
    await signIn.ready;
    if (options.openBrowser) await signIn.openOnce();
    return this.#viewOf(session);
  }

  async cancelSignIn(name: string): Promise<ProfileView> {
    const session = this.#roster.get(name);
    await session.cancelSignIn();
    return this.#viewOf(session);
  }

  async openSignInLink(name: string): Promise<void> {
    await this.#roster.get(name).openSignInLink();
  }

  async signOut(name: string): Promise<{ revoked: boolean; profile: ProfileView }> {
    const session = this.#roster.get(name);
    const revoked = await session.signOut();
    return { revoked, profile: this.#viewOf(session) };
  }

  async token(name: string, options: { minTtlS?: number } = {}): Promise<TokenAnswer> {
    const { minTtlS } = options;
    return tokenFor(this.#roster.get(name), minTtlS === undefined ? undefined : minTtlS * 1000);
  }

  async refresh(name: string): Promise<ProfileView> {
    const session = this.#roster.get(name);
    await session.renewal.now();
    return this.#viewOf(session);
  }

  async roleCredentials(name: string, role: string, options: { minTtlS?: number } = {}): Promise<RoleAnswer> {
    const { minTtlS } = options;
    return this.#roster.get(name).roles.credentials(role, minTtlS === undefined ? undefined : minTtlS * 1000);
  }

  async availableRoles(name: string, options: { anew?: boolean } = {}): Promise<AvailableRoles> {
    return this.#roster.get(name).roles.listing.get(options.anew ?? false);
  }

  async addRole(name: string, role: Role): Promise<ProfileView> {
    return this.#viewOf(await this.#roster.addRole(name, role));
  }

  async removeRole(name: string, role: string): Promise<ProfileView> {
    return this.#viewOf(await this.#roster.removeRole(name, role));
  }

  async openConsole(name: string, role: string): Promise<void> {
    const session = this.#roster.get(name);
    await session.openInBrowser(session.roles.consoleUrl(role));
  }

  clients(name: string, adminUrl?: string): ManagedClients {
    return new ManagedClients(this.#roster.get(name), adminUrl);
  }

  #viewOf(session: Session): ProfileView {
    return this.#feed.of(session);
  }

  /** The due-time loop looks again, since a due time may have changed too. */
  #changed(session?: Session): void {
    this.#feed.changed(session);
    this.#nap.abort();
  }
}
