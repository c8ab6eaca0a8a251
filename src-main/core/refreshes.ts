/** One refresh of a sign-in as anyone may see it: when, why, and the outcome; state/history.ts keeps the last ones. */
import { z } from 'zod';
import { ERRORS, type ErrorCode } from './errors.ts';

export const RefreshReason = z.enum([
  'start', // no token was held yet: the agent started, or the previous sign-in left none
  'due', // before the token expires
  'retry', // due again after a failure
  'wake', // due when the machine woke, the network came back or the clock jumped
  'asked', // by the person or a command
  'needed', // a program asked, and there was no usable token
  'min-ttl', // a program asked for more time than the token had left
  'rejected', // the token was not accepted, whatever time it had left
  'sign-in', // the person signed in, which brought the token
]);
export type RefreshReason = z.infer<typeof RefreshReason>;

export const RefreshEntry = z
  .object({
    /** Epoch seconds at which it finished. */
    at: z.number().int(),
    reason: RefreshReason,
    /** Seconds left that the program asked for; with the reason `min-ttl`. */
    min_ttl: z.number().optional(),
    outcome: z.enum(['ok', 'failed']),
    /** Why it failed. */
    code: z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]).optional(),
    took_ms: z.number().int(),
    /** How many tries in a row failed the same way, this one last; absent: one. */
    times: z.number().int().optional(),
  })
  .meta({ id: 'RefreshEntry' });
export type RefreshEntry = z.infer<typeof RefreshEntry>;
