/** One question to the person: what is shown, every run of the program that waits for the answer, and its end. */

import type { Caller } from '../caller.ts';
import type { LatchkeyError } from '../errors.ts';
import type { AskView, Change } from '../view.ts';
import type { Aim } from './aim.ts';
import type { Asker } from './asker.ts';

/** What a question is about: who wants what. */
export interface Topic {
  readonly aim: Aim;
  /** In place of a token: a change of what belongs to the aim, legible. */
  readonly changes?: readonly Change[];
  readonly caller: Caller;
}

/** One request that waits for the answer. */
export interface Waiter {
  readonly topic: Topic;
  readonly asker: Asker;
  /** `refusal` undefined: allowed. */
  readonly settle: (refusal?: LatchkeyError) => void;
}

export class Question {
  readonly view: AskView;
  readonly topic: Topic;
  readonly asker: Asker;
  readonly over = new AbortController();
  #waiting: readonly Waiter[];

  /** Shows the first of those who wait, of whom there is at least one. */
  constructor(view: AskView, waiting: readonly [Waiter, ...Waiter[]]) {
    [{ topic: this.topic, asker: this.asker }] = waiting;
    this.view = view;
    this.#waiting = waiting;
  }

  join(waiter: Waiter): void {
    this.#waiting = [...this.#waiting, waiter];
  }

  /** Takes out the requests of all runs but the one that is shown. */
  takeOthers(): readonly Waiter[] {
    const [shown, ...rest] = this.#waiting;
    const { run } = this.asker;
    const isShown = (waiter: Waiter) => waiter === shown || (run !== undefined && waiter.asker.run === run);
    this.#waiting = this.#waiting.filter(isShown);
    return rest.filter((waiter) => !isShown(waiter));
  }

  /** `refusal` undefined: allowed. */
  end(refusal?: LatchkeyError): void {
    this.over.abort();
    for (const { settle } of this.#waiting) settle(refusal);
    this.#waiting = [];
  }
}
