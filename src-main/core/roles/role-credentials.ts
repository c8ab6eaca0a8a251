/**
 * Credentials of a profile's roles: in memory only, one request in flight for each role, refreshed ahead of expiry while
 * a tool uses them, gone with the sign-in that they came from.
 */

import type { RoleAnswer } from '../answers.ts';
import { asLatchkeyError, LatchkeyError } from '../errors.ts';
import type { Role } from '../profile.ts';
import type { RoleCredentials, RoleSource } from '../provider/role-source.ts';
import { fraction } from '../random.ts';
import { signInNeeded, tokenFor } from '../renewal/token-request.ts';
import type { Secret } from '../secret.ts';
import type { Session } from '../session/session.ts';
import { type Life, remainingMs, satisfies, untilRefreshMs } from '../state/access-token.ts';
import { endGrant } from '../state/adopt.ts';
import { elapsedMs, type Moment, momentNow } from '../time/elapsed.ts';
import { Retry } from '../time/retry.ts';

/** Credentials that nobody asked for this long are not refreshed in the background any more. */
const KEPT_WARM_MS = 12 * 3600_000;
/** Pauses before asking again when the portal says 429; the callers wait meanwhile. */
const THROTTLED_PAUSES_MS = [500, 1_000, 2_000, 4_000];
/** AWS's SDKs ask again on every call once less than 10 to 15 minutes are left. */
const LONGEST_LEAD_MS = 15 * 60_000;
const NEVER = Number.POSITIVE_INFINITY;

interface Held extends Life {
  readonly credentials: RoleCredentials;
  /** The sign-in that they came from. */
  readonly grantId: string;
}

export class RoleHolder {
  readonly #session: Session;
  readonly role: Role;
  readonly retry: Retry;
  #held: Held | undefined;
  #running: Promise<void> | undefined;
  #lastAsked: Moment | undefined;

  constructor(session: Session, role: Role) {
    this.#session = session;
    this.role = role;
    this.retry = new Retry(session.ports.clock, () => fraction(session.ports.random));
  }

  /** Epoch milliseconds at which the held credentials end, by this machine's clock. */
  get expiresAtMs(): number | undefined {
    const held = this.#present();
    const { clock } = this.#session.ports;
    return held && clock.nowMs() + (remainingMs(held, clock) ?? 0);
  }

  /** Rejects as `Agent.roleCredentials` does. */
  async credentials(minTtlMs: number | undefined): Promise<RoleAnswer> {
    this.#lastAsked = momentNow(this.#session.ports.clock);
    const ready = this.#answer(minTtlMs);
    if (ready) return ready;
    this.retry.throwIfJustFailed();
    await this.obtain();
    return this.#answer(minTtlMs) ?? this.#tooShort(minTtlMs);
  }

  /** Fetches anew; joins a request in flight. */
  obtain(): Promise<void> {
    this.#running ??= this.#obtainOnce().finally(() => {
      this.#running = undefined;
      this.#session.changed();
    });
    return this.#running;
  }

  /** Does what is due; gives the milliseconds until something is due next. */
  tick(): number {
    const held = this.#present();
    const { clock, log } = this.#session.ports;
    const isWarm = this.#lastAsked && elapsedMs(clock, this.#lastAsked) < KEPT_WARM_MS;
    if (!held || !isWarm || this.#running) return NEVER;
    const dueMs = Math.max(untilRefreshMs(held, clock), this.retry.waitMs);
    if (dueMs > 0) return dueMs;
    const fields = { profile: this.#session.name, role: this.role.name };
    this.obtain().catch((thrown) => log.warn('role_refresh_failed', { ...fields, code: asLatchkeyError(thrown).code }));
    return NEVER;
  }

  #present(): Held | undefined {
    return this.#held?.grantId === this.#session.store.record.grant?.id ? this.#held : undefined;
  }

  #answer(minTtlMs: number | undefined): RoleAnswer | undefined {
    const held = this.#present();
    const { clock } = this.#session.ports;
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
    const { name } = this.#session;
    if (minTtlMs === undefined) throw signInNeeded(this.#session);
    const what = `${name}/${this.role.name} cannot have credentials with ${minTtlMs / 1000} s of life.`;
    throw new LatchkeyError('min_ttl_unavailable', what);
  }

  async #obtainOnce(): Promise<void> {
    try {
      await this.#session.load();
      await this.#obtainWith(roleSource(this.#session));
      this.retry.succeeded();
    } catch (thrown) {
      const error = asLatchkeyError(thrown);
      this.retry.failed(error);
      throw error;
    }
  }

  async #obtainWith(source: RoleSource): Promise<void> {
    const { ports, settings } = this.#session;
    const server = await this.#session.server('refresh');
    await withAccessToken(this.#session, async (accessToken) => {
      const grantId = this.#session.store.record.grant?.id ?? '';
      const asked = momentNow(ports.clock);
      const credentials = await patiently(this.#session, () =>
        source.credentials(this.#session.context(), server, settings, accessToken, this.role),
      );
      // The end is a moment of the server's clock; its distance from the server's present is what counts here.
      const lifetimeMs = Math.max(0, credentials.expiresAtMs - asked.wallMs - this.#session.clockSkewS * 1000);
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

/** Throws `roles_unsupported`. */
export function roleSource(session: Session): RoleSource {
  if (session.provider.roles) return session.provider.roles;
  throw new LatchkeyError(
    'roles_unsupported',
    `${session.name} signs in to ${session.provider.title}, which has no roles.`,
  );
}

/**
 * Runs `use` with the session's token. A portal may reject a token before its time: then once more with a new one, and a
 * sign-in that cannot renew itself has ended.
 */
export async function withAccessToken<T>(session: Session, use: (accessToken: Secret) => Promise<T>): Promise<T> {
  const { accessToken } = await tokenFor(session, undefined);
  try {
    return await use(accessToken);
  } catch (thrown) {
    if (asLatchkeyError(thrown).code !== 'access_token_rejected') throw thrown;
  }
  const { grant } = session.store.record;
  if (grant && !grant.refreshToken) {
    await endGrant(session, grant.id, signInNeeded(session));
    session.changed();
    throw signInNeeded(session);
  }
  // Another caller may have had the same answer and refreshed already.
  if (session.held.published?.token === accessToken) await session.renewal.run({ reason: 'rejected' });
  const { accessToken: renewed } = await tokenFor(session, undefined);
  return use(renewed);
}

/** Slows down on 429, with jitter, a few times; then gives up with it. */
export async function patiently<T>(session: Session, ask: () => Promise<T>): Promise<T> {
  for (const pauseMs of THROTTLED_PAUSES_MS) {
    try {
      return await ask();
    } catch (thrown) {
      if (asLatchkeyError(thrown).code !== 'throttled') throw thrown;
      await session.ports.clock.sleep(pauseMs * (0.5 + fraction(session.ports.random)));
    }
  }
  return ask();
}
