/** What the window can put before a person: an explanation, a sign-in, a notice. Types only. */
import type { ErrorView } from '../../src-main/api/types.ts';

export interface Explained extends Pick<ErrorView, 'message' | 'hint'> {
  readonly code?: string;
}

/** The sign-in that is on show. */
export interface Panel {
  readonly name: string;
  /** The attempt that the person has just replaced: what is known of it is old news. */
  readonly staleId?: string | undefined;
  /** The request itself was refused, so there is no attempt to show. */
  readonly error?: Explained;
}

export interface Notice extends Explained {
  readonly kind: 'done' | 'error';
}
