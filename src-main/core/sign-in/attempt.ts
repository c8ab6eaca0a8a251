/** What the two flows get from the sign-in they run for, and what they return. */

import type { Exchange } from '../provider/exchange.ts';
import type { TokenSet } from '../provider/provider.ts';
import type { SessionState } from '../state/state.ts';
import type { Moment } from '../time/elapsed.ts';
import type { Shown } from './sign-in-view.ts';

export interface Attempt {
  /** Aborted once the person cancels. */
  readonly signal: AbortSignal;
  show(change: Partial<Shown>): void;
  throwIfCancelled(): void;
}

/** What a flow runs with. */
export interface FlowRun {
  readonly attempt: Attempt;
  readonly state: SessionState;
  readonly exchange: Exchange;
}

export interface Redeemed {
  readonly tokens: TokenSet;
  readonly asked: Moment;
}
