/** When and how a session refreshes: one refresh in flight, due by time, on demand or by command. */

import { asLatchkeyError } from '../errors.ts';
import { SHORTEST_PAUSE_MS, untilRenewalMs } from '../state/access-token.ts';
import { endGrant } from '../state/adopt.ts';
import type { RefreshWish } from '../state/history.ts';
import { hasEnded, proveLife, untilEndMs } from '../state/proven-life.ts';
import { signInNeeded } from '../state/sign-in-needed.ts';
import type { SessionState } from '../state/state.ts';
import { elapsedMs, type Moment, momentNow } from '../time/elapsed.ts';
import { refreshGrant } from './refresh.ts';

const NEVER = Number.POSITIVE_INFINITY;
/** So many refreshes that were asked for a minute are carried out as they come, the rest unless one was just done. */
const [MOST_COMMANDS, COMMANDS_WITHIN_MS] = [10, 60_000];

export class Renewal {
  readonly #state: SessionState;
  #running: Promise<void> | undefined;
  #commands: { readonly at: Moment; readonly count: number } | undefined;

  constructor(state: SessionState) {
    this.#state = state;
  }

  get running(): boolean {
    return this.#running !== undefined;
  }

  /** Makes anything pending durable, then does what is due; `wish`: refreshes in any case, for that reason. Joins one in flight. Rejects as `Agent.token` does. */
  run(wish?: RefreshWish): Promise<void> {
    this.#running ??= this.#once(wish).finally(() => {
      this.#running = undefined;
      this.#state.changed();
    });
    return this.#running;
  }

  /** Something changed outside: tries at once what failed before. */
  wake(): void {
    this.#state.retry.forget();
    this.#state.history.woken();
  }

  /** Refreshes however much time is left. Rejects with `sign_in_needed` if there is nothing to refresh with. */
  async now(reason: 'asked' | 'rejected' = 'asked'): Promise<void> {
    if (reason === 'asked' && this.#isOften()) return this.#unlessJustDone();
    await this.#force(reason);
  }

  async #force(reason: 'asked' | 'rejected'): Promise<void> {
    await this.#state.load();
    if (!this.#state.store.record.grant?.refreshToken) throw signInNeeded(this.#state);
    await this.run({ reason });
  }

  /** Not if the token was fetched or the last try failed a moment ago. */
  async #unlessJustDone(): Promise<void> {
    const { held, ports, retry } = this.#state;
    await this.#state.load();
    const token = held.published;
    if (token && elapsedMs(ports.clock, token.asked) < SHORTEST_PAUSE_MS) return;
    if (!this.running) retry.throwIfJustFailed();
    await this.#force('asked');
  }

  /** Any program can ask for it, and would flood the provider. */
  #isOften(): boolean {
    const { clock } = this.#state.ports;
    const { at, count } = this.#commands ?? { at: momentNow(clock), count: 0 };
    const isOver = elapsedMs(clock, at) >= COMMANDS_WITHIN_MS;
    this.#commands = isOver ? { at: momentNow(clock), count: 1 } : { at, count: count + 1 };
    return this.#commands.count > MOST_COMMANDS;
  }

  /** Does what is due. Returns the milliseconds until something is due next. */
  tick(): number {
    if (this.#running) return NEVER;
    const dueMs = this.untilDueMs();
    if (dueMs > 0) return dueMs;
    const { ports, name } = this.#state;
    this.run().catch((thrown) =>
      ports.log.warn('renewal_failed', { profile: name, code: asLatchkeyError(thrown).code }),
    );
    return NEVER;
  }

  /** Resolves when nothing is in flight; never rejects. */
  async settled(): Promise<void> {
    await this.#running?.catch(() => undefined);
  }

  async #once(wish: RefreshWish | undefined): Promise<void> {
    const state = this.#state;
    state.changed();
    try {
      await state.load();
      await state.store.flush();
      state.publish();
      const { grant } = state.store.record;
      const due = this.untilDueMs() <= 0;
      const { refreshToken } = grant ?? {};
      if (grant && refreshToken && (wish || due)) {
        const reason = wish ?? { reason: state.history.dueReason(state.held.published !== undefined) };
        await state.history.recording(reason, () => refreshGrant(state, grant, refreshToken));
      } else if (grant && !refreshToken && (wish || due)) {
        await proveLife(state);
        state.retry.succeeded();
        if (hasEnded(state)) await endGrant(state, grant.id, signInNeeded(state));
      }
    } catch (thrown) {
      const error = asLatchkeyError(thrown);
      state.retry.failed(error);
      throw error;
    }
  }

  /** Milliseconds until there is something to do; 0 or less: now. */
  untilDueMs(): number {
    const { store, retry, held, ports } = this.#state;
    const { grant } = store.record;
    if (!store.loaded || store.dirty) return retry.waitMs;
    if (!grant) return NEVER;
    const token = held.published;
    if (grant.refreshToken) return Math.max(token ? untilRenewalMs(token, ports.clock) : 0, retry.waitMs);
    return untilEndMs(this.#state);
  }
}
