/**
 * Asks the person whether a program may have a token, as the profile's policy wants it. Denied by default: by time, by
 * number, where nobody can answer, and once the sign-in is gone. What was said is in the audit log.
 */
import { present } from '../../../src-shared/present.ts';
import { type ErrorCode, LatchkeyError } from '../errors.ts';
import type { Ports } from '../ports.ts';
import type { AllowedProgram } from '../profile.ts';
import type { Session } from '../session/session.ts';
import { signInNeeded } from '../state/sign-in-needed.ts';
import type { AskAnswer, AskView } from '../view.ts';
import { type Asker, askerOf } from './asker.ts';
import { type Demand, Question } from './question.ts';
import { isAllowed, runOf, shareKey } from './question-keys.ts';
import { askView, denied, tooMany, unanswered, unavailable } from './question-text.ts';
import { RunMemory } from './run-memory.ts';

const ANSWER_WITHIN_MS = 60_000;
const MAX_QUESTIONS = 20;

export interface ConsentParts {
  readonly ports: Ports;
  readonly canAsk: () => boolean;
  /** The list of questions is another one. */
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
   * Undefined: it may have it at once. Rejects with `ask_denied`, `ask_unanswered`, `ask_unavailable`, and with what would
   * keep the token from being handed out anyway, so that nobody is asked in vain.
   */
  permit(demand: Demand): Promise<void> | undefined {
    const asker = askerOf(demand.caller);
    if (isAllowed(demand, asker)) return undefined;
    const run = runOf(demand, asker);
    const verdict = this.#runs.verdict(run);
    if (verdict === 'allowed') return undefined;
    if (verdict === 'denied') return Promise.reject(denied(demand, asker));
    return this.#askForToken(demand, asker, run);
  }

  /** For a change that lets programs have more: asked wherever somebody can answer, recorded in any case. */
  permitChange(demand: Demand): Promise<void> {
    const asker = askerOf(demand.caller);
    const run = runOf(demand, asker);
    if (this.#runs.verdict(run) === 'denied') return Promise.reject(denied(demand, asker));
    if (this.#parts.canAsk()) return this.#ask(demand, asker, run);
    this.#record(demand, 'no one to ask');
    return Promise.resolve();
  }

  /** Rejects with `ask_unknown`, `request_malformed` (nothing to remember it by), and what keeps it from being remembered. */
  async answer(id: string, answer: AskAnswer): Promise<void> {
    const question = this.#open.get(id);
    if (!question) throw new LatchkeyError('ask_unknown', 'No such question is waiting for an answer.');
    const { demand, asker, view } = question;
    if (answer === 'no') return this.#deny(question);
    if (answer === 'always') {
      if (!view.can_remember || asker.key === undefined) throw cannotRemember();
      const program = present({ program: asker.key, role: demand.role });
      await this.#parts.remember(demand.session.name, program);
    }
    if (asker.key !== undefined && demand.change === undefined) {
      for (const run of question.runs) this.#runs.note(demand.session.name, run, 'allowed');
    }
    this.#end(question, answer);
  }

  /** Signed out, removed: what was asked and what was said about it is over. */
  forget(session: Session): void {
    this.#runs.forget(session.name);
    for (const question of this.#of(session)) {
      this.#end(question, 'closed', denied(question.demand, question.asker));
    }
  }

  /** True while `forget` would change anything. */
  knows(session: Session): boolean {
    return this.#runs.size > 0 || this.#of(session).length > 0;
  }

  closeAll(refusal: LatchkeyError): void {
    for (const question of [...this.#open.values()]) this.#end(question, 'closed', refusal);
  }

  async #askForToken(demand: Demand, asker: Asker, run: string): Promise<void> {
    const { session, role } = demand;
    await session.state.load();
    if (!session.state.store.record.grant) throw signInNeeded(session.state);
    if (role !== undefined) session.roles.get(role);
    if (!this.#parts.canAsk()) {
      this.#record(demand, 'no one to ask', 'ask_unavailable');
      throw unavailable(demand);
    }
    return this.#ask(demand, asker, run);
  }

  #ask(demand: Demand, asker: Asker, run: string): Promise<void> {
    const question = this.#same(demand, asker) ?? this.#newQuestion(demand, asker);
    question.runs.add(run);
    return question.answered;
  }

  /** One question for all who want the same: a new program once, or one run of it. */
  #same(demand: Demand, asker: Asker): Question | undefined {
    const share = shareKey(demand, asker);
    return share === undefined
      ? undefined
      : [...this.#open.values()].find((open) => shareKey(open.demand, open.asker) === share);
  }

  /** Throws `ask_denied` when too many wait. */
  #newQuestion(demand: Demand, asker: Asker): Question {
    if (this.#open.size >= MAX_QUESTIONS) {
      this.#record(demand, 'too many questions', 'ask_denied');
      throw tooMany(demand, asker);
    }
    const question = new Question(askView(demand, asker, this.#parts.ports, ANSWER_WITHIN_MS), demand, asker);
    this.#open.set(question.view.id, question);
    this.#record(demand, 'asked');
    void this.#parts.ports.clock
      .sleep(ANSWER_WITHIN_MS, question.over.signal)
      .then(() => this.#end(question, 'unanswered', unanswered(demand, asker)));
    this.#parts.changed();
    return question;
  }

  /** With it every other question of the same run goes, or a program of many requests would ask many times. */
  #deny({ demand, runs }: Question): void {
    for (const run of runs) this.#runs.note(demand.session.name, run, 'denied');
    for (const other of [...this.#open.values()]) {
      if ([...other.runs].some((run) => runs.has(run))) this.#end(other, 'no', denied(other.demand, other.asker));
    }
  }

  #end(question: Question, how: string, refusal?: LatchkeyError): void {
    if (!this.#open.delete(question.view.id)) return;
    this.#record(question.demand, how, refusal?.code);
    question.end(refusal);
    this.#parts.changed();
  }

  #of(session: Session): Question[] {
    return [...this.#open.values()].filter(({ demand }) => demand.session === session);
  }

  #record({ session, role, change, caller }: Demand, how: string, code?: ErrorCode): void {
    const outcome = code === undefined ? 'ok' : 'refused';
    const detail = change === undefined ? how : `${how}: ${change}`;
    const fact = { event: 'ask', outcome, code, profile: session.name, role, detail, caller } as const;
    this.#parts.ports.audit.record(present(fact));
  }
}

function cannotRemember(): LatchkeyError {
  return new LatchkeyError('request_malformed', 'This can only be allowed once.', { hint: 'Answer once, or no.' });
}
