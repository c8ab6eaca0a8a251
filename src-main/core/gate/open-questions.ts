/** The questions that wait for the person, oldest first, and whose turn it is when there are too many. */

import { UNKNOWN } from './asker.ts';
import type { Question, Waiter } from './question.ts';
import { shareKey } from './question-keys.ts';

const MAX_QUESTIONS = 20;
/** Of one program: however many copies of it run, the others get their turn. */
const MAX_OF_ONE = 5;

export class OpenQuestions {
  readonly #open = new Map<string, Question>();

  get all(): readonly Question[] {
    return [...this.#open.values()];
  }

  get(id: string): Question | undefined {
    return this.#open.get(id);
  }

  add(question: Question): void {
    this.#open.set(question.view.id, question);
  }

  /** False: it had ended before. */
  delete({ view }: Question): boolean {
    return this.#open.delete(view.id);
  }

  /** The question that this one can wait for as well: a new program is asked about once, or once for each run. */
  shared({ topic, asker }: Waiter): Question | undefined {
    const share = shareKey(topic, asker);
    return share === undefined ? undefined : this.all.find((open) => shareKey(open.topic, open.asker) === share);
  }

  /** Whether another one of this program has room; if it has only when another question ends, which one. */
  roomFor({ asker }: Waiter): boolean | Question {
    const mine = this.#countOf(asker.origin);
    if (mine >= MAX_OF_ONE && asker.origin !== UNKNOWN) return false;
    if (this.#open.size < MAX_QUESTIONS) return true;
    const counts = this.all.map((question) => ({ question, count: this.#countOf(question.asker.origin) }));
    const [most] = counts.reverse().sort((a, b) => b.count - a.count);
    return most !== undefined && most.count > mine + 1 ? most.question : false;
  }

  #countOf(origin: string): number {
    return this.all.filter(({ asker }) => asker.origin === origin).length;
  }
}
