/**
 * Caches what discovery found: long for a refresh, shorter for a sign-in, and past its time while the provider does not
 * answer.
 */

import type { Clock } from '../ports.ts';
import { elapsedMs, type Moment, momentNow } from '../time/elapsed.ts';
import type { Server } from './exchange.ts';

const KEPT_MS = { 'sign-in': 3600_000, refresh: 24 * 3600_000 };

export class ServerCache {
  readonly #clock: Clock;
  #known: { readonly server: Server; readonly since: Moment } | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async get(purpose: keyof typeof KEPT_MS, discover: () => Promise<Server>): Promise<Server> {
    const known = this.#known;
    if (known && elapsedMs(this.#clock, known.since) < KEPT_MS[purpose]) return known.server;
    const since = momentNow(this.#clock);
    try {
      const server = await discover();
      this.#known = { server, since };
      return server;
    } catch (thrown) {
      if (known && purpose === 'refresh') return known.server;
      throw thrown;
    }
  }
}
