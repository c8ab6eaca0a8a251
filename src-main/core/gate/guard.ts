/**
 * What stands between a caller and a token besides the sign-in: the agent's lock, and the person's word if a profile
 * requires it.
 */

import type { AskedBy, LoginPlace } from '../answers.ts';
import type { AuditFact } from '../audit.ts';
import type { Caller } from '../caller.ts';
import { asLatchkeyError, LatchkeyError } from '../errors.ts';
import type { Ports } from '../ports.ts';
import type { AllowedProgram, Profile, UsesPatch } from '../profile.ts';
import type { Secret } from '../secret.ts';
import type { Session } from '../session/session.ts';
import type { LoginRules } from '../settings.ts';
import type { AskAnswer, Change, View, Wish } from '../view.ts';
import { AgentLock, agentLocked, type LockTurn } from './agent-lock.ts';
import { type Aim, offers, profileAim, SETTINGS_AIM, sameAllowed } from './aim.ts';
import { legible } from './change-text.ts';
import { Consent } from './consent.ts';
import { loginAim } from './login-aim.ts';

export interface Guard {
  readonly locked: boolean;
  /** Throws `agent_locked`. */
  demandUnlocked(): void;
  /** Denies open questions. Rejects with `agent_locked`, `lock_passphrase`. */
  lock(passphrase: Secret, caller?: Caller): Promise<void>;
  /** Rejects with `lock_passphrase`, `agent_not_locked`. `turn`: whose wrong attempts delay it. */
  unlock(passphrase: Secret, caller?: Caller, turn?: LockTurn): Promise<void>;
  /** Only for a door with `rights.answers`. Rejects with `ask_unknown`, `request_malformed`, `config_unwritable`. */
  answerAsk(id: string, answer: AskAnswer): Promise<void>;
  /**
   * For a door where no one answers: the person is asked about every change of a profile that asks, and of Latchkey's own
   * rules. Rejects with `profile_unknown`, `ask_denied`, `ask_unanswered`, `ask_unavailable`.
   */
  mayChange(wishes: readonly Wish[], caller: Caller): Promise<void>;
  /** What `mayChange` would ask about now, a change each. Throws `profile_unknown`. */
  questionable(wishes: readonly Wish[]): readonly QuestionableChange[];
}

export interface QuestionableChange {
  /** Absent: Latchkey's own settings. */
  readonly profile: string | undefined;
  readonly change: Change;
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
    has(session: Session): boolean;
    setUses(profile: string, change: (now: Profile) => UsesPatch): Promise<unknown>;
  };
  readonly canAsk?: (() => boolean) | undefined;
  readonly loginRules?: LoginRules | undefined;
  readonly changed: () => void;
}

export class DeskGuard implements Guard {
  readonly #parts: GuardParts;
  readonly #lock: AgentLock;
  readonly #consent: Consent;

  constructor(parts: GuardParts) {
    const { ports, canAsk = () => false, changed } = parts;
    this.#parts = parts;
    this.#lock = new AgentLock(ports);
    this.#consent = new Consent({ ports, canAsk, changed });
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
    return this.#consent.permit({ aim: this.#aim(session, role), caller });
  }

  /** For a login that a tool stored. As `admit`, without a sign-in. */
  admitLogin(place: LoginPlace, caller: Caller | undefined): Promise<void> | undefined {
    this.demandUnlocked();
    const rules = this.#parts.loginRules;
    if (rules === undefined || caller === undefined || (rules.now().ask ?? 'never') === 'never') return undefined;
    return this.#consent.permit({ aim: loginAim(place, rules), caller });
  }

  async lock(passphrase: Secret, caller?: Caller): Promise<void> {
    await this.#recorded('lock', caller, () => this.#lock.lock(passphrase));
    this.#consent.closeAll(agentLocked());
  }

  async unlock(passphrase: Secret, caller?: Caller, turn: LockTurn = 'program'): Promise<void> {
    await this.#recorded('unlock', caller, () => this.#lock.unlock(passphrase, turn));
  }

  answerAsk(id: string, answer: AskAnswer): Promise<void> {
    return this.#consent.answer(id, answer);
  }

  /** All at the same time: several answers take no longer than one. */
  async mayChange(wishes: readonly Wish[], caller: Caller): Promise<void> {
    const topics = wishes.map((wish) => ({
      aim: this.#aimOf(wish),
      changes: legible(this.#questionable(wish)),
      caller,
    }));
    const asked = topics.filter(({ changes }) => changes.length > 0);
    await Promise.all(asked.map((topic) => this.#consent.permitChange(topic)));
  }

  questionable(wishes: readonly Wish[]): readonly QuestionableChange[] {
    return wishes.flatMap((wish) => this.#questionable(wish).map((change) => ({ profile: wish.profile, change })));
  }

  /** Ends questions about profiles, sign-ins and roles that are gone, and forgets the answers. */
  changed(session: Session): void {
    if (!this.#consent.knowsAny) return;
    if (!this.#parts.roster.has(session)) {
      this.#consent.forgetAll(session.name);
      return;
    }
    const { store } = session.state;
    const isSignedOut = store.loaded && !store.record.grant;
    const isOver = ({ key }: Aim) => isSignedOut || !offers(session.profile, key);
    this.#consent.forget((aim) => aim.profile === session.name && isOver(aim));
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

  #aimOf({ profile }: Wish): Aim {
    return profile === undefined ? SETTINGS_AIM : this.#aim(this.#parts.roster.get(profile));
  }

  #aim(session: Session, role?: string): Aim {
    return profileAim(session, role, (name, program) => this.#remember(name, program));
  }

  /** Everything about a profile that asks. About any other, only what would later count as the person's word. */
  #questionable({ profile, changes }: Wish): readonly Change[] {
    const { ask = 'never' } = profile === undefined ? { ask: 'always' } : this.#parts.roster.get(profile).profile;
    return ask === 'never' ? changes.filter(({ kind }) => kind === 'allow' || kind === 'allow_role') : changes;
  }

  #remember(profile: string, program: AllowedProgram): Promise<unknown> {
    return this.#parts.roster.setUses(profile, ({ allowed = [] }) => ({
      allowed: [...allowed.filter((one) => !sameAllowed(one, program)), program],
    }));
  }
}
