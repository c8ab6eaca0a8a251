/** When and how a session renews itself: one renewal in flight, due by time, on demand or by command. */

import { asLatchkeyError } from '../errors.ts';
import type { Session } from '../session/session.ts';
import { untilRenewalMs } from '../state/access-token.ts';
import { endGrant } from '../state/adopt.ts';
import { History, type Wish } from '../state/history.ts';
import { hasEnded, proveLife, untilEndMs } from '../state/proven-life.ts';
import { refreshGrant } from './refresh.ts';
import { signInNeeded } from './token-request.ts';

const NEVER = Number.POSITIVE_INFINITY;

export class Renewal {
  readonly history: History;
  readonly #session: Session;
  #running: Promise<void> | undefined;

  constructor(session: Session) {
    this.#session = session;
    this.history = new History(session.ports.clock);
  }

  get running(): boolean {
    return this.#running !== undefined;
  }

  /** Makes what waits durable, then does what is due; `wish`: refreshes what can be refreshed in any case, for that. Joins one in flight. Rejects as `Agent.token` does. */
  run(wish?: Wish): Promise<void> {
    this.#running ??= this.#once(wish).finally(() => {
      this.#running = undefined;
      this.#session.changed();
    });
    return this.#running;
  }

  /** Something changed outside: what failed is tried again at once. */
  wake(): void {
    this.#session.retry.forget();
    this.history.woken();
  }

  /** Refreshes whatever life is left. Rejects with `sign_in_needed` when there is nothing to refresh with. */
  async now(reason: 'asked' | 'rejected' = 'asked'): Promise<void> {
    await this.#session.load();
    if (!this.#session.store.record.grant?.refreshToken) throw signInNeeded(this.#session);
    await this.run({ reason });
  }

  /** Does what is due. Gives the milliseconds until something is due next. */
  tick(): number {
    if (this.#running) return NEVER;
    const dueMs = this.untilDueMs();
    if (dueMs > 0) return dueMs;
    const { ports, name } = this.#session;
    this.run().catch((thrown) =>
      ports.log.warn('renewal_failed', { profile: name, code: asLatchkeyError(thrown).code }),
    );
    return NEVER;
  }

  /** Resolves when nothing is in flight; never rejects. */
  async settled(): Promise<void> {
    await this.#running?.catch(() => undefined);
  }

  async #once(wish: Wish | undefined): Promise<void> {
    const session = this.#session;
    session.changed();
    try {
      await session.load();
      await session.store.flush();
      session.publish();
      const { grant } = session.store.record;
      const due = this.untilDueMs() <= 0;
      const { refreshToken } = grant ?? {};
      if (grant && refreshToken && (wish || due)) {
        const reason = wish ?? { reason: this.history.dueReason(session.held.published !== undefined) };
        await this.history.recording(reason, () => refreshGrant(session, grant, refreshToken));
      } else if (grant && !refreshToken && (wish || due)) {
        await proveLife(session);
        session.retry.succeeded();
        if (hasEnded(session)) await endGrant(session, grant.id, signInNeeded(session));
      }
    } catch (thrown) {
      const error = asLatchkeyError(thrown);
      session.retry.failed(error);
      throw error;
    }
  }

  /** Milliseconds until there is something to do; 0 or less: now. */
  untilDueMs(): number {
    const { store, retry, held, ports } = this.#session;
    const { grant } = store.record;
    if (!store.loaded || store.dirty) return retry.waitMs;
    if (!grant) return NEVER;
    const token = held.published;
    if (grant.refreshToken) return Math.max(token ? untilRenewalMs(token, ports.clock) : 0, retry.waitMs);
    return untilEndMs(this.#session);
  }
}
