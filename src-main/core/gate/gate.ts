/**
 * Every token and every credential passes here on its way out: the guard allows it or not, and the caller and the
 * outcome are recorded.
 */
import { present } from '../../../src-shared/present.ts';
import { asLatchkeyError } from '../errors.ts';
import type { Ports } from '../ports.ts';
import type { DeskGuard, SecretRequest } from './guard.ts';

export class Gate {
  readonly #ports: Ports;
  readonly #guard: DeskGuard;

  constructor(ports: Ports, guard: DeskGuard) {
    this.#ports = ports;
    this.#guard = guard;
  }

  /** `serve` gets the time that must be left, in milliseconds. */
  async pass<T>(request: SecretRequest, serve: (minTtlMs: number | undefined) => Promise<T>): Promise<T> {
    const { event, role, session, by } = request;
    const fact = present({ event, profile: session.name, role, caller: by.caller });
    try {
      const question = this.#guard.admit(request);
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
