/** One refresh of a sign-in as anyone may see it: when, why, and what came of it; state/history.ts keeps the last ones. */
import { z } from 'zod';
import { ERRORS, type ErrorCode } from './errors.ts';

export const RefreshReason = z.enum([
  'start', // no token was held yet: the agent was started, or the sign-in before this one left none
  'due', // ahead of the token's end
  'retry', // due again after a failure
  'wake', // due when the machine woke, its network came back or its clock jumped
  'asked', // by the person or a command
  'needed', // a tool asked, and there was no token that it could have
  'min-ttl', // a tool asked for more life than the token had left
  'rejected', // the token was not taken, whatever life it had
  'sign-in', // the person signed in, which brought the token
]);
export type RefreshReason = z.infer<typeof RefreshReason>;

export const RefreshEntry = z
  .object({
    /** Epoch seconds at which it ended. */
    at: z.number().int(),
    reason: RefreshReason,
    /** Seconds of life that the tool asked for; with the reason `min-ttl`. */
    min_ttl: z.number().optional(),
    outcome: z.enum(['ok', 'failed']),
    /** Why it failed. */
    code: z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]).optional(),
    took_ms: z.number().int(),
    /** So many tries in a row that failed alike, this the last of them; absent: one. */
    times: z.number().int().optional(),
  })
  .meta({ id: 'RefreshEntry' });
export type RefreshEntry = z.infer<typeof RefreshEntry>;
