/**
 * Asks the person whether a program may have a token, as the profile's policy requires. Denied by default: after a
 * time, when too many wait, if no one can answer, and once the sign-in is gone. The answer is in the audit log.
 */
import { present } from '../../../src-shared/present.ts';
import { type ErrorCode, LatchkeyError } from '../errors.ts';
import type { Ports } from '../ports.ts';
import type { AskAnswer, AskView } from '../view.ts';
import type { Aim } from './aim.ts';
import { type Asker, askerOf } from './asker.ts';
import { inWords, withoutValues } from './change-text.ts';
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

  /** For a change. Rejects with `ask_denied`, `ask_unanswered`, `ask_unavailable`. */
  async permitChange(topic: Topic): Promise<void> {
    const asker = askerOf(topic.caller);
    this.#demandNotRefused(topic, asker);
    this.#demandPerson(topic);
    return this.#ask(topic, asker);
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
    // Ended in the meantime, with the sign-in or the role.
    if (!this.#open.get(id)) return;
    this.#allow(question);
    const others = answer === 'once' ? question.takeOthers() : [];
    this.#end(question, answer);
    for (const waiter of others) this.#queue(waiter);
  }

  /** Another sign-in, or another role of that name, needs a new permission. Questions about changes go on. */
  forget(isOver: (aim: Aim) => boolean): void {
    this.#runs.forget(isOver);
    this.#close(({ aim, changes }) => changes === undefined && isOver(aim));
  }

  /** The profile is gone. */
  forgetAll(profile: string): void {
    this.#refusals.forget(profile);
    this.forget((aim) => aim.profile === profile);
    this.#close(({ aim }) => aim.profile === profile);
  }

  /** True if there is anything to forget. */
  get knowsAny(): boolean {
    return this.#runs.size > 0 || this.#refusals.size > 0 || this.#open.all.length > 0;
  }

  closeAll(refusal: LatchkeyError): void {
    for (const question of this.#open.all) this.#end(question, 'closed', refusal);
  }

  async #askForToken(topic: Topic, asker: Asker): Promise<void> {
    this.#demandNotRefused(topic, asker);
    await topic.aim.ready();
    this.#demandPerson(topic);
    return this.#ask(topic, asker);
  }

  /** Throws `ask_unavailable`. */
  #demandPerson(topic: Topic): void {
    if (this.#parts.canAsk()) return;
    this.#record(topic, 'no one to ask', 'ask_unavailable');
    throw unavailable(topic);
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
    if (!view.can_remember || asker.remembered === undefined) throw cannotRemember();
    await topic.aim.remember(asker.remembered);
  }

  #allow({ topic, asker }: Question): void {
    this.#refusals.pardon(topic, asker);
    const run = runOf(topic, asker);
    if (run === undefined || topic.changes !== undefined) return;
    this.#runs.allow(topic.aim, run);
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

  #close(isOver: (topic: Topic) => boolean): void {
    for (const question of this.#open.all.filter(({ topic }) => isOver(topic))) {
      this.#end(question, 'closed', denied(question.topic, question.asker));
    }
  }

  #record({ aim, changes, caller }: Topic, how: string, code?: ErrorCode): void {
    const outcome = code === undefined ? 'ok' : 'refused';
    const { profile, role, login } = aim;
    const what = changes === undefined ? login : inWords(withoutValues(changes));
    const detail = what === undefined ? how : `${how}: ${what}`;
    this.#parts.ports.audit.record(present({ event: 'ask', outcome, code, profile, role, detail, caller } as const));
  }
}

function cannotRemember(): LatchkeyError {
  return new LatchkeyError('request_malformed', 'This can only be allowed once.', { hint: 'Answer once, or no.' });
}
