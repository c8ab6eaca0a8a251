/** What the audit log says of one request: who wanted what, and what came of it. No Secret fits in its type. */
import { z } from 'zod';
import type { Caller } from './caller.ts';
import { ERRORS, type ErrorCode } from './errors.ts';

const ProcessEntry = z.object({
  pid: z.number().int(),
  name: z.string(),
  executable: z.string().optional(),
});

/** One line of the log. */
export const AuditEntry = z
  .object({
    /** Grows by one from line to line, over restarts too: a gap tells that lines are missing. */
    id: z.number().int().optional(),
    /** RFC 3339, UTC, with milliseconds. */
    time: z.string(),
    /** `lost`: so many records could not be written (see `detail`), because the disk was full or stood still. */
    event: z.enum(['token', 'role-credentials', 'login', 'command', 'ask', 'lock', 'unlock', 'start', 'stop', 'lost']),
    outcome: z.enum(['ok', 'refused']),
    /** Why it was refused. */
    code: z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]).optional(),
    profile: z.string().optional(),
    role: z.string().optional(),
    /** A command's method and path, the person's answer to a question, the host of a login. */
    detail: z.string().optional(),
    door: z.enum(['socket', 'window', 'page', 'tray', 'container', 'oidc-agent', 'forward']).optional(),
    program: ProcessEntry.optional(),
    processes: z.array(ProcessEntry).optional(),
    host: z.string().optional(),
    claim: z.string().optional(),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntry = z.infer<typeof AuditEntry>;

export interface AuditFact extends Pick<AuditEntry, 'event' | 'outcome' | 'code' | 'profile' | 'role' | 'detail'> {
  readonly caller?: Caller | undefined;
}

export interface AuditQuery {
  readonly profile?: string;
  /** The newest so many; default 100. */
  readonly limit?: number;
  /** Epoch milliseconds. */
  readonly sinceMs?: number;
  readonly outcome?: AuditEntry['outcome'];
  /** Only what was recorded after the entry of this id, and of that the oldest: to read on without loss or repetition. */
  readonly afterId?: number;
}

/** Append-only; see adapters/audit/file.ts. */
export interface Audit {
  /** Returns before anything is written and never throws: an answer does not wait for its record. */
  record(fact: AuditFact): void;
  /** Oldest first. */
  read(query: AuditQuery): Promise<AuditEntry[]>;
}
