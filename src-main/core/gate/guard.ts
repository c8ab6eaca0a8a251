/**
 * What stands between a caller and a token besides the sign-in: the agent's lock, and the person's word if a profile
 * requires it.
 */

import type { AskedBy } from '../answers.ts';
import type { AuditFact } from '../audit.ts';
import type { Caller } from '../caller.ts';
import { asLatchkeyError, LatchkeyError } from '../errors.ts';
import type { Ports } from '../ports.ts';
import type { Profile, UsesPatch } from '../profile.ts';
import type { Secret } from '../secret.ts';
import type { Session } from '../session/session.ts';
import type { AskAnswer, View } from '../view.ts';
import { addedRights } from './added-rights.ts';
import { AgentLock, agentLocked, type LockTurn } from './agent-lock.ts';
import { Consent } from './consent.ts';

export interface Guard {
  readonly locked: boolean;
  /** Throws `agent_locked`. */
  demandUnlocked(): void;
  /** Denies open questions. Rejects with `agent_locked`, `lock_passphrase`. */
  lock(passphrase: Secret, caller?: Caller): Promise<void>;
  /** Rejects with `lock_passphrase`, `agent_not_locked`. */
  unlock(passphrase: Secret, caller?: Caller): Promise<void>;
  /** Only for a door with `rights.answers`. Rejects with `ask_unknown`, `request_malformed`, `config_unwritable`. */
  answerAsk(id: string, answer: AskAnswer): Promise<void>;
  /**
   * Resolves if `caller` may change the uses of a profile this way: the person is asked if the change gives programs
   * more rights and someone can answer. Rejects with `profile_unknown`, `ask_denied`, `ask_unanswered`.
   */
  mayChangeUses(profile: string, patch: UsesPatch, caller: Caller): Promise<void>;
}

/** A request for a token or for the credentials of a role. */
export interface SecretRequest extends Pick<AuditFact, 'event' | 'role'> {
  readonly session: Session;
  readonly by: AskedBy;
}

export interface GuardParts {
  readonly ports: Ports;
  readonly roster: {
    get(profile: string): Session;
    setUses(profile: string, change: (now: Profile) => UsesPatch): Promise<unknown>;
  };
  readonly canAsk: (() => boolean) | undefined;
  readonly changed: () => void;
}

export class DeskGuard implements Guard {
  readonly #parts: GuardParts;
  readonly #lock: AgentLock;
  readonly #consent: Consent;

  constructor(parts: GuardParts) {
    const { ports, roster, canAsk = () => false, changed } = parts;
    this.#parts = parts;
    this.#lock = new AgentLock(ports);
    this.#consent = new Consent({
      ports,
      canAsk,
      changed,
      remember: (name, program) =>
        roster.setUses(name, ({ allowed = [] }) => ({
          allowed: [...allowed.filter((one) => one.program !== program.program || one.role !== program.role), program],
        })),
    });
  }

  get locked(): boolean {
    return this.#lock.locked;
  }

  demandUnlocked(): void {
    if (this.#lock.locked) throw agentLocked();
  }

  /** Undefined, the usual case: nothing to wait for. Throws `agent_locked`; rejects as `Agent.token` does. */
  admit({ session, role, by: { caller } }: SecretRequest): Promise<void> | undefined {
    this.demandUnlocked();
    const { ask = 'never' } = session.profile;
    if (ask === 'never' || caller === undefined || caller.door === 'tray') return undefined;
    return this.#consent.permit({ session, role, caller });
  }

  async lock(passphrase: Secret, caller?: Caller): Promise<void> {
    await this.#recorded('lock', caller, () => this.#lock.lock(passphrase));
    this.#consent.closeAll(agentLocked());
  }

  async unlock(passphrase: Secret, caller?: Caller): Promise<void> {
    await this.#recorded('unlock', caller, () => this.#lock.unlock(passphrase, turnOf(caller)));
  }

  answerAsk(id: string, answer: AskAnswer): Promise<void> {
    return this.#consent.answer(id, answer);
  }

  async mayChangeUses(profile: string, patch: UsesPatch, caller: Caller): Promise<void> {
    const session = this.#parts.roster.get(profile);
    const change = addedRights(session.profile, patch);
    if (change !== undefined) await this.#consent.permitChange({ session, change, caller });
  }

  /** Ends questions about profiles and sign-ins that are gone. */
  changed(session: Session): void {
    const { store } = session.state;
    if (!this.#consent.knows(session) || !store.loaded) return;
    if (!store.record.grant) this.#consent.forget(session);
  }

  /** For the View. */
  get state(): { asks?: View['asks']; locked?: true } {
    const asks = this.#consent.questions;
    return { ...(asks.length > 0 && { asks }), ...(this.locked && { locked: true }) };
  }

  close(): void {
    this.#lock.close();
    this.#consent.closeAll(new LatchkeyError('ask_unanswered', 'The agent stopped before anyone answered.'));
  }

  async #recorded(event: 'lock' | 'unlock', caller: Caller | undefined, act: () => Promise<void>): Promise<void> {
    const { ports, changed } = this.#parts;
    try {
      await act();
      ports.audit.record({ event, outcome: 'ok', caller });
      changed();
    } catch (thrown) {
      ports.audit.record({ event, outcome: 'refused', code: asLatchkeyError(thrown).code, caller });
      throw thrown;
    }
  }
}

/** At these doors only the person can be. */
function turnOf(caller: Caller | undefined): LockTurn {
  return caller?.door === 'window' || caller?.door === 'page' ? 'person' : 'program';
}
