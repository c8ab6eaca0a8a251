/**
 * One profile's sign-in over its whole life, assembled from its state and its actions: at most one sign-in and one
 * refresh in flight, and nothing in flight during a change.
 */
import type { TokenAnswer } from '../answers.ts';
import type { Flow, Profile } from '../profile.ts';
import { Reminder } from '../renewal/reminder.ts';
import { Renewal } from '../renewal/renewal.ts';
import { tokenFor } from '../renewal/token-request.ts';
import { RoleBook } from '../roles/role-book.ts';
import { SignIn } from '../sign-in/sign-in.ts';
import { nothingToOpen } from '../sign-in/sign-in-errors.ts';
import { deleteRegistrations, revokeGrant } from '../sign-in/sign-out.ts';
import type { SessionState } from '../state/state.ts';
import { withoutGrant } from '../state/vault-record.ts';

export class Session {
  readonly state: SessionState;
  readonly renewal: Renewal;
  readonly roles: RoleBook;
  readonly #reminder: Reminder;
  readonly #changes = new Set<Promise<unknown>>();
  #signIn: SignIn | undefined;

  constructor(state: SessionState) {
    this.state = state;
    this.renewal = new Renewal(state);
    this.roles = new RoleBook(state, this.renewal);
    this.#reminder = new Reminder(state, this.renewal);
  }

  get name(): string {
    return this.state.name;
  }

  get profile(): Profile {
    return this.state.profile;
  }

  /** `anew`: fetches one first, as far as `Renewal.now` does. Rejects as `Agent.token` does. */
  async token(minTtlMs: number | undefined, anew = false): Promise<TokenAnswer> {
    if (anew) await this.renewal.now();
    return tokenFor(this.state, this.renewal, minTtlMs);
  }

  startSignIn(flow: Flow | undefined): SignIn {
    if (this.#signIn?.inProgress) return this.#signIn;
    this.state.ports.vault.askAgain?.();
    const signIn = new SignIn(this.state, flow);
    this.#signIn = signIn;
    this.state.attempt = signIn;
    this.state.changed();
    return signIn;
  }

  async openSignInLink(): Promise<void> {
    if (!this.#signIn) throw nothingToOpen();
    await this.#signIn.openLink();
  }

  async cancelSignIn(): Promise<void> {
    this.#signIn?.cancel();
    await this.#signIn?.ended;
  }

  /** Forgets the sign-in here, durably, then tells the provider. Resolves to whether the provider confirmed. */
  async signOut(): Promise<boolean> {
    const { grant, accessToken } = await this.exclusively(() => this.#forget());
    return grant ? revokeGrant(this.state, grant, accessToken) : false;
  }

  /** Signs out, and deletes the registrations at the provider. */
  async leave(): Promise<void> {
    await this.signOut();
    await deleteRegistrations(this.state);
  }

  async #forget() {
    const { state } = this;
    await state.load();
    const { grant } = state.store.record;
    const accessToken = state.held.published?.token;
    state.held.drop();
    this.#dropSignIn();
    state.retry.succeeded();
    await state.store.update(withoutGrant).finally(() => state.changed());
    return { grant, accessToken };
  }

  /** Runs a change with nothing in flight; a sign-in requested during the change waits for its end (`unchanging`). */
  async exclusively<T>(change: () => Promise<T>): Promise<T> {
    const run = this.quiet().then(change);
    const over = run.catch(() => undefined);
    this.#changes.add(over);
    return run.finally(() => this.#changes.delete(over));
  }

  async unchanging(): Promise<void> {
    while (this.#changes.size > 0) await Promise.all(this.#changes);
  }

  /** Nothing in flight any longer; waits for a refresh in flight, since its answer must not be lost. */
  async quiet(): Promise<void> {
    await this.cancelSignIn();
    await this.renewal.settled();
  }

  /** Roles and uses; the sign-in stays. */
  setProfile(profile: Profile): void {
    this.state.setProfile(profile);
    this.roles.configure();
    this.state.changed();
  }

  /** Does what is due. Returns the milliseconds until something is due next. */
  tick(): number {
    return Math.min(this.renewal.tick(), this.roles.tick(), this.#reminder.tick());
  }

  /** New settings; what was discovered under the old ones is forgotten. */
  configure(profile: Profile, settings: unknown): void {
    this.state.configure(profile, settings);
    this.#dropSignIn();
    this.state.changed();
  }

  #dropSignIn(): void {
    this.#signIn = undefined;
    this.state.attempt = undefined;
  }
}
