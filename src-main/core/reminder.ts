/** Lets everyone know once when a sign-in that cannot renew itself comes near its end: nothing else changes at that moment. */
import { type AccessToken, remainingMs } from './access-token.ts';
import { SOON_S } from './overall.ts';
import type { Session } from './session.ts';

const NEVER = Number.POSITIVE_INFINITY;

export class Reminder {
  readonly #session: Session;
  #reminded: AccessToken | undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Does what is due. Gives the milliseconds until something is due next. */
  tick(): number {
    const { held, ports, renewable } = this.#session;
    const token = held.published;
    if (!token || renewable || token === this.#reminded) return NEVER;
    const leftMs = remainingMs(token, ports.clock);
    if (leftMs === undefined || leftMs <= 0) return NEVER;
    // The View counts in whole seconds, so a second later it says so for certain.
    const dueMs = leftMs - (SOON_S - 1) * 1000;
    if (dueMs > 0) return dueMs;
    this.#reminded = token;
    this.#session.changed();
    return NEVER;
  }
}
