/** What every token and every credential passes on its way out: whoever asked is recorded, with what came of it. */
import type { AskedBy } from './agent.ts';
import type { AuditFact } from './audit.ts';
import { asLatchkeyError } from './errors.ts';
import type { Ports } from './ports.ts';
import type { Session } from './session.ts';

export interface Wish extends Pick<AuditFact, 'event' | 'role'> {
  readonly session: Session;
  readonly by: AskedBy;
}

export class Gate {
  readonly #ports: Ports;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  async pass<T>({ event, role, session, by }: Wish, serve: () => Promise<T>): Promise<T> {
    const fact = { event, profile: session.name, ...(role !== undefined && { role }), caller: by.caller };
    try {
      const answer = await serve();
      this.#ports.audit.record({ ...fact, outcome: 'ok' });
      return answer;
    } catch (thrown) {
      this.#ports.audit.record({ ...fact, outcome: 'refused', code: asLatchkeyError(thrown).code });
      throw thrown;
    }
  }
}
