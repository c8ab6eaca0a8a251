/**
 * Credentials of a profile's roles: in memory only, one request in flight per role, refreshed before they expire while
 * a program uses them, gone with the sign-in that they came from.
 */

import type { RoleAnswer } from '../answers.ts';
import { asLatchkeyError, isTransient, LatchkeyError } from '../errors.ts';
import type { Role } from '../profile.ts';
import type { RoleCredentials, RoleSource } from '../provider/role-source.ts';
import { fraction } from '../random.ts';
import { type Life, remainingMs, satisfies, untilRefreshMs } from '../state/access-token.ts';
import { signInNeeded } from '../state/sign-in-needed.ts';
import type { SessionState } from '../state/state.ts';
import { elapsedMs, type Moment, momentNow } from '../time/elapsed.ts';
import { Retry } from '../time/retry.ts';
import type { Portal } from './portal.ts';

/** Credentials that no one asked for in this time are no longer refreshed in the background. */
const KEPT_WARM_MS = 12 * 3600_000;
/** AWS's SDKs ask again on every call once less than 10 to 15 minutes are left. */
const LONGEST_LEAD_MS = 15 * 60_000;
const NEVER = Number.POSITIVE_INFINITY;

interface Held extends Life {
  readonly credentials: RoleCredentials;
  /** The sign-in that they came from. */
  readonly grantId: string;
}

export class RoleHolder {
  readonly #portal: Portal;
  readonly role: Role;
  readonly retry: Retry;
  #held: Held | undefined;
  #running: Promise<void> | undefined;
  #lastAsked: Moment | undefined;

  constructor(portal: Portal, role: Role) {
    this.#portal = portal;
    this.role = role;
    this.retry = new Retry(portal.state.ports.clock, () => fraction(portal.state.ports.random));
  }

  get #state(): SessionState {
    return this.#portal.state;
  }

  /** Epoch milliseconds at which the held credentials expire, by this machine's clock. */
  get expiresAtMs(): number | undefined {
    const held = this.#present();
    const { clock } = this.#state.ports;
    return held && clock.nowMs() + (remainingMs(held, clock) ?? 0);
  }

  /** The last failure, if anything still suffers from it: passing trouble that no refresh waits for was its caller's. */
  get problem(): LatchkeyError | undefined {
    const { problem } = this.retry;
    const held = this.#present();
    const isDue = held !== undefined && this.#isWarm && untilRefreshMs(held, this.#state.ports.clock) <= 0;
    return problem && isTransient(problem) && !isDue ? undefined : problem;
  }

  get #isWarm(): boolean {
    return this.#lastAsked !== undefined && elapsedMs(this.#state.ports.clock, this.#lastAsked) < KEPT_WARM_MS;
  }

  /** Rejects as `Agent.roleCredentials` does. */
  async credentials(minTtlMs: number | undefined): Promise<RoleAnswer> {
    this.#lastAsked = momentNow(this.#state.ports.clock);
    const ready = this.#answer(minTtlMs);
    if (ready) return ready;
    this.retry.throwIfJustFailed();
    await this.obtain();
    return this.#answer(minTtlMs) ?? this.#tooShort(minTtlMs);
  }

  /** Fetches new ones; joins a request in flight. */
  obtain(): Promise<void> {
    this.#running ??= this.#obtainOnce().finally(() => {
      this.#running = undefined;
      this.#state.changed();
    });
    return this.#running;
  }

  /** Does what is due; returns the milliseconds until something is due next. */
  tick(): number {
    const held = this.#present();
    const { clock, log } = this.#state.ports;
    if (!held || !this.#isWarm || this.#running) return NEVER;
    const dueMs = Math.max(untilRefreshMs(held, clock), this.retry.waitMs);
    if (dueMs > 0) return dueMs;
    const fields = { profile: this.#state.name, role: this.role.name };
    this.obtain().catch((thrown) => log.warn('role_refresh_failed', { ...fields, code: asLatchkeyError(thrown).code }));
    return NEVER;
  }

  #present(): Held | undefined {
    return this.#held?.grantId === this.#state.store.record.grant?.id ? this.#held : undefined;
  }

  #answer(minTtlMs: number | undefined): RoleAnswer | undefined {
    const held = this.#present();
    const { clock } = this.#state.ports;
    if (!held || !satisfies(held, clock, minTtlMs)) return undefined;
    const { accessKeyId, secretAccessKey, sessionToken } = held.credentials;
    const leftMs = remainingMs(held, clock) ?? 0;
    return {
      accessKeyId,
      secretAccessKey,
      sessionToken,
      expiresAtMs: clock.nowMs() + leftMs,
      accountId: this.role.account_id,
    };
  }

  #tooShort(minTtlMs: number | undefined): never {
    const { name } = this.#state;
    if (minTtlMs === undefined) throw signInNeeded(this.#state);
    const what = `${name}/${this.role.name} cannot get credentials with ${minTtlMs / 1000} s left.`;
    throw new LatchkeyError('min_ttl_unavailable', what);
  }

  async #obtainOnce(): Promise<void> {
    try {
      await this.#state.load();
      await this.#obtainWith(this.#portal.source());
      this.retry.succeeded();
    } catch (thrown) {
      const error = asLatchkeyError(thrown);
      this.retry.failed(error);
      throw error;
    }
  }

  async #obtainWith(source: RoleSource): Promise<void> {
    const { ports } = this.#state;
    const server = await this.#state.server('refresh');
    await this.#portal.withAccessToken(async (accessToken) => {
      const grantId = this.#state.store.record.grant?.id ?? '';
      const asked = momentNow(ports.clock);
      const credentials = await this.#portal.patiently(() =>
        source.credentials(this.#state.exchange(server), accessToken, this.role),
      );
      // The expiry is a moment of the server's clock; its distance from the server's current time is what counts here.
      const lifetimeMs = Math.max(0, credentials.expiresAtMs - asked.wallMs - this.#state.clockSkewS * 1000);
      this.#held = {
        credentials,
        grantId,
        asked,
        lifetimeMs,
        jitter: 1 + fraction(ports.random) * 0.2,
        longestLeadMs: LONGEST_LEAD_MS,
      };
    });
  }
}
