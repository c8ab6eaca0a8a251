/** Faults of the engine that the simulation has found and that are not mended yet: what is true here is not held against it. */
export const PENDING = {
  /** A clock set back while awake, then a long sleep: an expired token counts as fresh. */
  clockSetBackThenSleep: true,
  /** A demand beyond the tokens' lifetime, asked when the held token is over, is answered with `sign_in_needed`. */
  longDemandAfterExpiry: true,
} as const satisfies Record<string, boolean>;
