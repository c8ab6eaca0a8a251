/** All sessions and their profiles; one due-time loop; answers commands; emits the View. */

import type { AskedBy, RoleAnswer, TokenAnswer } from '../answers.ts';
import type { AuditEntry, AuditQuery } from '../audit.ts';
import { Gate } from '../gate/gate.ts';
import { DeskGuard } from '../gate/guard.ts';
import { LoginDesk, type Logins } from '../logins/logins.ts';
import type { Ports } from '../ports.ts';
import type { Flow, Profile, Role, UsesPatch } from '../profile.ts';
import type { ProfileSecrets, Provider } from '../provider/provider.ts';
import type { AvailableRoles } from '../provider/role-source.ts';
import type { RefreshEntry } from '../refreshes.ts';
import { ManagedClients } from '../session/managed-clients.ts';
import type { Session } from '../session/session.ts';
import { atMost } from '../time/at-most.ts';
import { DueLoop } from '../time/due-loop.ts';
import { steadyClock } from '../time/steady-clock.ts';
import type { ProfileView, View } from '../view.ts';
import type { Agent, AgentOptions } from './agent.ts';
import { agentView } from './agent-view.ts';
import { Roster } from './roster.ts';
import { ViewFeed } from './view-feed.ts';

/** How long a slow vault may delay the start; anything it returns later is used then. */
const START_WAIT_MS = 1_500;
/** How long a refresh in flight may delay the end; its answer would be lost. */
const STOP_WAIT_MS = 10_000;

export function createAgent(ports: Ports, providers: readonly Provider[], options: AgentOptions): Agent {
  return new DeskAgent(ports, providers, options);
}

export class DeskAgent implements Agent {
  readonly logins: Logins;
  readonly #ports: Ports;
  readonly #options: AgentOptions;
  readonly #roster: Roster;
  readonly #feed: ViewFeed;
  readonly guard: DeskGuard;
  readonly #gate: Gate;
  readonly #loop: DueLoop<Session>;
  #startedAtMs = 0;
  readonly history = (name: string): readonly RefreshEntry[] => this.#roster.get(name).state.history.entries;

  constructor(ports: Ports, providers: readonly Provider[], options: AgentOptions) {
    const clock = steadyClock(ports.clock, () => this.wake('clock-jump'));
    this.#ports = { ...ports, clock };
    this.#options = options;
    this.#feed = new ViewFeed(() => this.view(), ports.log);
    this.#roster = new Roster({ ...options, ports: this.#ports }, providers, (session) => this.#changed(session));
    const changed = () => this.#feed.changed();
    this.guard = new DeskGuard({ ...options, ports: this.#ports, roster: this.#roster, changed });
    this.#gate = new Gate(this.#ports, this.guard);
    this.logins = new LoginDesk(this.#ports, this.#roster, this);
    this.#loop = new DueLoop(clock, () => this.#roster.sessions);
  }

  async start(): Promise<void> {
    this.#startedAtMs = this.#ports.clock.nowMs();
    await this.#roster.load();
    const loads = [...this.#roster.sessions].map(({ state }) => state.load().catch(() => undefined));
    await atMost(this.#ports.clock, START_WAIT_MS, Promise.all(loads));
    this.#loop.start();
  }

  async stop(): Promise<void> {
    this.guard.close();
    await this.#loop.stop();
    const quiet = Promise.all([...this.#roster.sessions].map((session) => session.quiet()));
    await atMost(this.#ports.clock, STOP_WAIT_MS, quiet);
    this.#feed.close();
  }

  view(): View {
    return agentView({
      sessions: [...this.#roster.sessions],
      ports: this.#ports,
      options: this.#options,
      startedAtMs: this.#startedAtMs,
      viewOf: (session) => this.#feed.of(session),
      guard: this.guard.state,
    });
  }

  subscribe(listener: (view: View) => void): () => void {
    return this.#feed.subscribe(listener);
  }

  wake(reason: string): void {
    this.#ports.log.info('wake', { reason });
    for (const session of this.#roster.sessions) {
      session.renewal.wake();
      this.#feed.changed(session);
    }
    this.#changed();
  }

  async addProfile(profile: Profile, secrets: ProfileSecrets = {}): Promise<ProfileView> {
    return this.#feed.of(await this.#roster.add({ ...this.#options.newProfile?.(), ...profile }, secrets));
  }

  async editProfile(
    name: string,
    settings: Record<string, unknown>,
    secrets: ProfileSecrets = {},
  ): Promise<ProfileView> {
    return this.#feed.of(await this.#roster.edit(name, settings, secrets));
  }

  removeProfile(name: string): Promise<void> {
    return this.#roster.remove(name);
  }

  profile(name: string): Profile {
    return this.#roster.get(name).profile;
  }

  async setUses(name: string, uses: UsesPatch): Promise<ProfileView> {
    return this.#feed.of(await this.#roster.setUses(name, uses));
  }

  async signIn(name: string, options: { flow?: Flow; openBrowser?: boolean } = {}): Promise<ProfileView> {
    await this.#roster.get(name).unchanging();
    // It may have been removed in the meantime.
    const session = this.#roster.get(name);
    const signIn = session.startSignIn(options.flow);
    await signIn.ready;
    if (options.openBrowser) await signIn.openOnce();
    return this.#feed.of(session);
  }

  async cancelSignIn(name: string): Promise<ProfileView> {
    const session = this.#roster.get(name);
    await session.cancelSignIn();
    return this.#feed.of(session);
  }

  async openSignInLink(name: string): Promise<void> {
    await this.#roster.get(name).openSignInLink();
  }

  async signOut(name: string): Promise<{ revoked: boolean; profile: ProfileView }> {
    const session = this.#roster.get(name);
    const revoked = await session.signOut();
    return { revoked, profile: this.#feed.of(session) };
  }

  async token(name: string, by: AskedBy = {}): Promise<TokenAnswer> {
    const session = this.#roster.get(name);
    return this.#gate.pass({ event: 'token', session, by }, (minTtlMs) => session.token(minTtlMs, by.anew));
  }

  async refresh(name: string): Promise<ProfileView> {
    const session = this.#roster.get(name);
    await session.renewal.now();
    return this.#feed.of(session);
  }

  async roleCredentials(name: string, role: string, by: AskedBy = {}): Promise<RoleAnswer> {
    const session = this.#roster.get(name);
    const demanded = { event: 'role-credentials', role, session, by } as const;
    return this.#gate.pass(demanded, (minTtlMs) => session.roles.credentials(role, minTtlMs));
  }

  async availableRoles(name: string, options: { anew?: boolean } = {}): Promise<AvailableRoles> {
    return this.#roster.get(name).roles.listing.get(options.anew ?? false);
  }

  async addRole(name: string, role: Role): Promise<ProfileView> {
    return this.#feed.of(await this.#roster.addRole(name, role));
  }

  async removeRole(name: string, role: string): Promise<ProfileView> {
    return this.#feed.of(await this.#roster.removeRole(name, role));
  }

  consoleUrl(name: string, role: string): string {
    return this.#roster.get(name).roles.consoleUrl(role);
  }

  async openConsole(name: string, role: string): Promise<void> {
    await this.#roster.get(name).roles.openConsole(role);
  }

  clients(name: string, adminUrl?: string): ManagedClients {
    return new ManagedClients(this.#roster.get(name).state, adminUrl);
  }

  readAudit(query: AuditQuery): Promise<AuditEntry[]> {
    return this.#ports.audit.read(query);
  }

  /** The due-time loop checks again, since a due time may have changed as well. */
  #changed(session?: Session): void {
    if (session) this.guard.changed(session);
    this.#feed.changed(session);
    this.#loop.look(session);
  }
}
