/** One question to the person: what is shown, everyone waiting for the answer, and its end. */

import type { Caller } from '../caller.ts';
import type { LatchkeyError } from '../errors.ts';
import type { Session } from '../session/session.ts';
import type { AskView } from '../view.ts';
import type { Asker } from './asker.ts';

/** What a question is about: who wants what. */
export interface Topic {
  readonly session: Session;
  /** Absent: the profile's access token. */
  readonly role?: string | undefined;
  /** In place of a token: a change of the profile's own rules about asking, in words. */
  readonly change?: string;
  readonly caller: Caller;
}

export class Question {
  readonly view: AskView;
  readonly topic: Topic;
  readonly asker: Asker;
  /** The runs of programs that are waiting for the answer. */
  readonly runs = new Set<string>();
  readonly answered: Promise<void>;
  readonly over = new AbortController();
  #settle: (refusal: LatchkeyError | undefined) => void = () => undefined;

  constructor(view: AskView, topic: Topic, asker: Asker) {
    this.view = view;
    this.topic = topic;
    this.asker = asker;
    this.answered = new Promise((resolve, reject) => {
      this.#settle = (refusal) => (refusal ? reject(refusal) : resolve());
    });
  }

  /** Only the first call counts; `refusal` undefined: allowed. */
  end(refusal?: LatchkeyError): void {
    this.over.abort();
    this.#settle(refusal);
  }
}
