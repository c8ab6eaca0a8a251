/**
 * Asks the person whether a program may have a token, as the profile's policy requires. Denied by default: after a
 * time, when too many wait, if no one can answer, and once the sign-in is gone. The answer is in the audit log.
 */
import { present } from '../../../src-shared/present.ts';
import { type ErrorCode, LatchkeyError } from '../errors.ts';
import type { Ports } from '../ports.ts';
import type { AllowedProgram } from '../profile.ts';
import type { Session } from '../session/session.ts';
import { signInNeeded } from '../state/sign-in-needed.ts';
import type { AskAnswer, AskView } from '../view.ts';
import { type Asker, askerOf } from './asker.ts';
import { OpenQuestions } from './open-questions.ts';
import { Question, type Topic, type Waiter } from './question.ts';
import { isAllowed, runOf } from './question-keys.ts';
import { askView, denied, tooMany, unanswered, unavailable } from './question-text.ts';
import { Refusals } from './refusals.ts';
import { RunMemory } from './run-memory.ts';

const ANSWER_WITHIN_MS = 60_000;

export interface ConsentParts {
  readonly ports: Ports;
  readonly canAsk: () => boolean;
  /** The list of questions has changed. */
  readonly changed: () => void;
  /** Durable when it resolves. */
  readonly remember: (profile: string, program: AllowedProgram) => Promise<unknown>;
}

export class Consent {
  readonly #parts: ConsentParts;
  readonly #open = new OpenQuestions();
  readonly #runs: RunMemory;
  readonly #refusals: Refusals;

  constructor(parts: ConsentParts) {
    this.#parts = parts;
    this.#runs = new RunMemory(parts.ports.clock);
    this.#refusals = new Refusals(parts.ports.clock);
  }

  /** Oldest first. */
  get questions(): AskView[] {
    return this.#open.all.map(({ view }) => view);
  }

  /**
   * Undefined: allowed at once. Rejects with `ask_denied`, `ask_unanswered`, `ask_unavailable`, and with anything that
   * would keep the token from being handed out anyway, so that the person is not asked in vain.
   */
  permit(topic: Topic): Promise<void> | undefined {
    const asker = askerOf(topic.caller);
    if (isAllowed(topic, asker)) return undefined;
    const run = runOf(topic, asker);
    if (run !== undefined && this.#runs.isAllowed(run)) return undefined;
    return this.#askForToken(topic, asker);
  }

  /** For a change that gives programs more rights: asked if anyone can answer, recorded in any case. */
  async permitChange(topic: Topic): Promise<void> {
    const asker = askerOf(topic.caller);
    this.#demandNotRefused(topic, asker);
    if (this.#parts.canAsk()) return this.#ask(topic, asker);
    this.#record(topic, 'no one to ask');
  }

  /**
   * Rejects with `ask_unknown`, `request_malformed` (nothing to remember it by), and anything that keeps it from being
   * remembered.
   */
  async answer(id: string, answer: AskAnswer): Promise<void> {
    const question = this.#open.get(id);
    if (!question) throw new LatchkeyError('ask_unknown', 'No such question is waiting for an answer.');
    if (answer === 'no') return this.#deny(question);
    if (answer === 'always') await this.#remember(question);
    this.#allow(question);
    const others = answer === 'once' ? question.takeOthers() : [];
    this.#end(question, answer);
    for (const waiter of others) this.#queue(waiter);
  }

  /** Signed out or removed: its questions and answers no longer matter. */
  forget(session: Session): void {
    this.#runs.forget(session.name);
    this.#refusals.forget(session.name);
    for (const question of this.#of(session)) {
      this.#end(question, 'closed', denied(question.topic, question.asker));
    }
  }

  /** True if `forget` would change anything. */
  knows(session: Session): boolean {
    return this.#runs.size > 0 || this.#refusals.size > 0 || this.#of(session).length > 0;
  }

  closeAll(refusal: LatchkeyError): void {
    for (const question of this.#open.all) this.#end(question, 'closed', refusal);
  }

  async #askForToken(topic: Topic, asker: Asker): Promise<void> {
    const { session, role } = topic;
    this.#demandNotRefused(topic, asker);
    await session.state.load();
    if (!session.state.store.record.grant) throw signInNeeded(session.state);
    if (role !== undefined) session.roles.get(role);
    if (!this.#parts.canAsk()) {
      this.#record(topic, 'no one to ask', 'ask_unavailable');
      throw unavailable(topic);
    }
    return this.#ask(topic, asker);
  }

  /** Throws `ask_denied`. */
  #demandNotRefused(topic: Topic, asker: Asker): void {
    const waitMs = this.#refusals.leftMs(topic, asker);
    if (waitMs > 0) throw denied(topic, asker, waitMs);
  }

  #ask(topic: Topic, asker: Asker): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#queue({ topic, asker, settle: (refusal) => (refusal ? reject(refusal) : resolve()) });
    });
  }

  #queue(waiter: Waiter): void {
    const shared = this.#open.shared(waiter);
    if (shared) shared.join(waiter);
    else this.#newQuestion(waiter);
  }

  #newQuestion(waiter: Waiter): void {
    const { topic, asker } = waiter;
    const room = this.#open.roomFor(waiter);
    if (room === false) {
      this.#record(topic, 'too many questions', 'ask_denied');
      waiter.settle(tooMany(topic, asker));
      return;
    }
    if (room !== true) this.#end(room, 'too many questions', tooMany(room.topic, room.asker));
    const question = new Question(askView(topic, asker, this.#parts.ports, ANSWER_WITHIN_MS), [waiter]);
    this.#open.add(question);
    this.#record(topic, 'asked');
    void this.#parts.ports.clock
      .sleep(ANSWER_WITHIN_MS, question.over.signal)
      .then(() => this.#end(question, 'unanswered', unanswered(topic, asker)));
    this.#parts.changed();
  }

  async #remember({ topic, asker, view }: Question): Promise<void> {
    if (!view.can_remember || asker.key === undefined) throw cannotRemember();
    await this.#parts.remember(topic.session.name, present({ program: asker.key, role: topic.role }));
  }

  #allow({ topic, asker }: Question): void {
    this.#refusals.pardon(topic, asker);
    const run = runOf(topic, asker);
    if (run === undefined || topic.change !== undefined) return;
    this.#runs.allow(topic.session.name, run);
  }

  /** All other questions of the same program about it go with it: each run of a program that goes on would ask again. */
  #deny({ topic, asker }: Question): void {
    this.#refusals.note(topic, asker);
    for (const other of this.#open.all) {
      const waitMs = this.#refusals.leftMs(other.topic, other.asker);
      if (waitMs > 0) this.#end(other, 'no', denied(other.topic, other.asker, waitMs));
    }
  }

  #end(question: Question, how: string, refusal?: LatchkeyError): void {
    if (!this.#open.delete(question)) return;
    this.#record(question.topic, how, refusal?.code);
    question.end(refusal);
    this.#parts.changed();
  }

  #of(session: Session): Question[] {
    return this.#open.all.filter(({ topic }) => topic.session === session);
  }

  #record({ session, role, change, caller }: Topic, how: string, code?: ErrorCode): void {
    const outcome = code === undefined ? 'ok' : 'refused';
    const detail = change === undefined ? how : `${how}: ${change}`;
    const fact = { event: 'ask', outcome, code, profile: session.name, role, detail, caller } as const;
    this.#parts.ports.audit.record(present(fact));
  }
}

function cannotRemember(): LatchkeyError {
  return new LatchkeyError('request_malformed', 'This can only be allowed once.', { hint: 'Answer once, or no.' });
}
