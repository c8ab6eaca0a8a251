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
import { Question, type Topic } from './question.ts';
import { isAllowed, runOf, shareKey } from './question-keys.ts';
import { askView, denied, tooMany, unanswered, unavailable } from './question-text.ts';
import { RunMemory } from './run-memory.ts';

const ANSWER_WITHIN_MS = 60_000;
const MAX_QUESTIONS = 20;

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
  readonly #open = new Map<string, Question>();
  readonly #runs: RunMemory;

  constructor(parts: ConsentParts) {
    this.#parts = parts;
    this.#runs = new RunMemory(parts.ports.clock);
  }

  /** Oldest first. */
  get questions(): AskView[] {
    return [...this.#open.values()].map(({ view }) => view);
  }

  /**
   * Undefined: allowed at once. Rejects with `ask_denied`, `ask_unanswered`, `ask_unavailable`, and with anything that
   * would keep the token from being handed out anyway, so that the person is not asked in vain.
   */
  permit(topic: Topic): Promise<void> | undefined {
    const asker = askerOf(topic.caller);
    if (isAllowed(topic, asker)) return undefined;
    const run = runOf(topic, asker);
    const verdict = this.#runs.verdict(run);
    if (verdict === 'allowed') return undefined;
    if (verdict === 'denied') return Promise.reject(denied(topic, asker));
    return this.#askForToken(topic, asker, run);
  }

  /** For a change that gives programs more rights: asked if anyone can answer, recorded in any case. */
  permitChange(topic: Topic): Promise<void> {
    const asker = askerOf(topic.caller);
    const run = runOf(topic, asker);
    if (this.#runs.verdict(run) === 'denied') return Promise.reject(denied(topic, asker));
    if (this.#parts.canAsk()) return this.#ask(topic, asker, run);
    this.#record(topic, 'no one to ask');
    return Promise.resolve();
  }

  /**
   * Rejects with `ask_unknown`, `request_malformed` (nothing to remember it by), and anything that keeps it from being
   * remembered.
   */
  async answer(id: string, answer: AskAnswer): Promise<void> {
    const question = this.#open.get(id);
    if (!question) throw new LatchkeyError('ask_unknown', 'No such question is waiting for an answer.');
    const { topic, asker, view } = question;
    if (answer === 'no') return this.#deny(question);
    if (answer === 'always') {
      if (!view.can_remember || asker.key === undefined) throw cannotRemember();
      const program = present({ program: asker.key, role: topic.role });
      await this.#parts.remember(topic.session.name, program);
    }
    if (asker.key !== undefined && topic.change === undefined) {
      for (const run of question.runs) this.#runs.note(topic.session.name, run, 'allowed');
    }
    this.#end(question, answer);
  }

  /** Signed out or removed: its questions and answers no longer matter. */
  forget(session: Session): void {
    this.#runs.forget(session.name);
    for (const question of this.#of(session)) {
      this.#end(question, 'closed', denied(question.topic, question.asker));
    }
  }

  /** True if `forget` would change anything. */
  knows(session: Session): boolean {
    return this.#runs.size > 0 || this.#of(session).length > 0;
  }

  closeAll(refusal: LatchkeyError): void {
    for (const question of [...this.#open.values()]) this.#end(question, 'closed', refusal);
  }

  async #askForToken(topic: Topic, asker: Asker, run: string): Promise<void> {
    const { session, role } = topic;
    await session.state.load();
    if (!session.state.store.record.grant) throw signInNeeded(session.state);
    if (role !== undefined) session.roles.get(role);
    if (!this.#parts.canAsk()) {
      this.#record(topic, 'no one to ask', 'ask_unavailable');
      throw unavailable(topic);
    }
    return this.#ask(topic, asker, run);
  }

  #ask(topic: Topic, asker: Asker, run: string): Promise<void> {
    const question = this.#same(topic, asker) ?? this.#newQuestion(topic, asker);
    question.runs.add(run);
    return question.answered;
  }

  /** One question for all who want the same: a new program once, or one run of it. */
  #same(topic: Topic, asker: Asker): Question | undefined {
    const share = shareKey(topic, asker);
    return share === undefined
      ? undefined
      : [...this.#open.values()].find((open) => shareKey(open.topic, open.asker) === share);
  }

  /** Throws `ask_denied` if too many are waiting. */
  #newQuestion(topic: Topic, asker: Asker): Question {
    if (this.#open.size >= MAX_QUESTIONS) {
      this.#record(topic, 'too many questions', 'ask_denied');
      throw tooMany(topic, asker);
    }
    const question = new Question(askView(topic, asker, this.#parts.ports, ANSWER_WITHIN_MS), topic, asker);
    this.#open.set(question.view.id, question);
    this.#record(topic, 'asked');
    void this.#parts.ports.clock
      .sleep(ANSWER_WITHIN_MS, question.over.signal)
      .then(() => this.#end(question, 'unanswered', unanswered(topic, asker)));
    this.#parts.changed();
    return question;
  }

  /** All other questions of the same run go with it; else a program with many requests would ask many times. */
  #deny({ topic, runs }: Question): void {
    for (const run of runs) this.#runs.note(topic.session.name, run, 'denied');
    for (const other of [...this.#open.values()]) {
      if ([...other.runs].some((run) => runs.has(run))) this.#end(other, 'no', denied(other.topic, other.asker));
    }
  }

  #end(question: Question, how: string, refusal?: LatchkeyError): void {
    if (!this.#open.delete(question.view.id)) return;
    this.#record(question.topic, how, refusal?.code);
    question.end(refusal);
    this.#parts.changed();
  }

  #of(session: Session): Question[] {
    return [...this.#open.values()].filter(({ topic }) => topic.session === session);
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
