/**
 * What every token and every credential passes on its way out: the guard lets it through or not, and whoever asked is
 * recorded, with what came of it.
 */
import { present } from '../../../src-shared/present.ts';
import { asLatchkeyError } from '../errors.ts';
import type { Ports } from '../ports.ts';
import type { Demanded, DeskGuard } from './guard.ts';

export class Gate {
  readonly #ports: Ports;
  readonly #guard: DeskGuard;

  constructor(ports: Ports, guard: DeskGuard) {
    this.#ports = ports;
    this.#guard = guard;
  }

  /** `serve` gets the life that was demanded, in milliseconds. */
  async pass<T>(demanded: Demanded, serve: (minTtlMs: number | undefined) => Promise<T>): Promise<T> {
    const { event, role, session, by } = demanded;
    const fact = present({ event, profile: session.name, role, caller: by.caller });
    try {
      const question = this.#guard.admit(demanded);
      if (question) await question;
      const answer = await serve(by.minTtlS === undefined ? undefined : by.minTtlS * 1000);
      // It may have been locked while the provider was asked.
      this.#guard.demandUnlocked();
      this.#ports.audit.record({ ...fact, outcome: 'ok' });
      return answer;
    } catch (thrown) {
      this.#ports.audit.record({ ...fact, outcome: 'refused', code: asLatchkeyError(thrown).code });
      throw thrown;
    }
  }
}
