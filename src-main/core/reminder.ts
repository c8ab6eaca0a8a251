/** Lets everyone know when a sign-in that cannot renew itself comes near its end: nothing else changes at those moments. */
import { type AccessToken, remainingMs } from './access-token.ts';
import { SOON_S } from './overall.ts';
import type { Session } from './session.ts';

const NEVER = Number.POSITIVE_INFINITY;
/** Seconds before the end, each told once. */
const MOMENTS_S = [SOON_S, 120];

export class Reminder {
  readonly #session: Session;
  #reminded: { readonly token: AccessToken; readonly moments: number } | undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Does what is due. Gives the milliseconds until something is due next. */
  tick(): number {
    const { held, ports, renewable } = this.#session;
    const token = held.published;
    if (!token || renewable) return NEVER;
    const leftMs = remainingMs(token, ports.clock);
    if (leftMs === undefined || leftMs <= 0) return NEVER;
    // The View counts in whole seconds, so a second later it says so for certain.
    const untilMs = MOMENTS_S.map((momentS) => leftMs - (momentS - 1) * 1000);
    const moments = untilMs.filter((ms) => ms <= 0).length;
    const told = this.#reminded?.token === token ? this.#reminded.moments : 0;
    if (moments > told) {
      this.#reminded = { token, moments };
      this.#session.changed();
    }
    return untilMs.find((ms) => ms > 0) ?? NEVER;
  }
}
