/** One question to the person: what is shown of it, everyone who waits for its answer, and its end. */

import type { Caller } from '../caller.ts';
import type { LatchkeyError } from '../errors.ts';
import type { Session } from '../session/session.ts';
import type { AskView } from '../view.ts';
import type { Asker } from './asker.ts';

/** What somebody wants. */
export interface Demand {
  readonly session: Session;
  /** Absent: the access token of the profile. */
  readonly role?: string | undefined;
  /** In place of a token: a change of the profile's own rules about asking, in words. */
  readonly change?: string;
  readonly caller: Caller;
}

export class Question {
  readonly view: AskView;
  readonly demand: Demand;
  readonly asker: Asker;
  /** The runs of programs that wait for the answer. */
  readonly runs = new Set<string>();
  readonly answered: Promise<void>;
  readonly over = new AbortController();
  #settle: (refusal: LatchkeyError | undefined) => void = () => undefined;

  constructor(view: AskView, demand: Demand, asker: Asker) {
    this.view = view;
    this.demand = demand;
    this.asker = asker;
    this.answered = new Promise((resolve, reject) => {
      this.#settle = (refusal) => (refusal ? reject(refusal) : resolve());
    });
  }

  /** The first time counts; `refusal` undefined: allowed. */
  end(refusal?: LatchkeyError): void {
    this.over.abort();
    this.#settle(refusal);
  }
}
