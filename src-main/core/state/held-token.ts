/** The access token that callers are answered from, and the one that waits until its refresh token is durable. */
import { present } from '../../../src-shared/present.ts';
import type { TokenAnswer } from '../answers.ts';
import type { Clock } from '../ports.ts';
import { type Moment, momentNow } from '../time/elapsed.ts';
import { type AccessToken, alive, remainingMs, satisfies } from './access-token.ts';
import type { Grant } from './vault-record.ts';

export class HeldToken {
  readonly #clock: Clock;
  #published: AccessToken | undefined;
  #waiting: AccessToken | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get published(): AccessToken | undefined {
    return this.#published;
  }

  /** Fetched, but no one may see it before `publish`. */
  hold(token: AccessToken): void {
    this.#waiting = token;
  }

  /** True if one was waiting. */
  publish(): boolean {
    if (!this.#waiting) return false;
    this.#published = this.#waiting;
    this.#waiting = undefined;
    return true;
  }

  drop(): void {
    this.#published = undefined;
    this.#waiting = undefined;
  }

  /** After a restart: a sign-in without refresh token continues with the access token that the vault kept. */
  restore({ accessToken, accessExpiresAtMs, signedInAtMs, scope }: Grant): void {
    if (!accessToken) return;
    // A clock that was set back in the meantime cannot give it more time than it had at the sign-in.
    const startMs = Math.max(this.#clock.nowMs(), signedInAtMs);
    const now = momentNow(this.#clock);
    this.#published = present({
      token: accessToken,
      // Only the wall clock says how long the sign-in was ago.
      asked: { ...now, unsureMs: now.unsureMs - (startMs - signedInAtMs) },
      lifetimeMs: accessExpiresAtMs === undefined ? undefined : accessExpiresAtMs - startMs,
      jitter: 1,
      scope,
    });
  }

  /** Sets how long `token` lasts, now that it is known; has no effect if another token has replaced it in the meantime. */
  prove(token: AccessToken, asked: Moment, lifetimeMs: number): void {
    if (this.#published === token) this.#published = { ...token, asked, lifetimeMs };
  }

  /** The answer for a caller if the published token is good enough; `atAll`: any time left will do. */
  answer(issuer: string, minTtlMs: number | undefined, atAll = false): TokenAnswer | undefined {
    const token = this.#published;
    if (!token) return undefined;
    const good = atAll && minTtlMs === undefined ? alive(token, this.#clock) : satisfies(token, this.#clock, minTtlMs);
    if (!good) return undefined;
    const leftMs = remainingMs(token, this.#clock);
    return present({
      accessToken: token.token,
      expiresIn: leftMs === undefined ? undefined : Math.floor(leftMs / 1000),
      expiresAt: leftMs === undefined ? undefined : Math.floor((this.#clock.nowMs() + leftMs) / 1000),
      scope: token.scope,
      issuer,
    });
  }
}
