/** What the audit log says about one request: who wanted what, and the outcome. Its type has no room for a Secret. */
import { z } from 'zod';
import type { Caller } from './caller.ts';
import { ERRORS, type ErrorCode } from './errors.ts';

const ProcessEntry = z.object({
  pid: z.number().int(),
  name: z.string(),
  executable: z.string().optional(),
  /** True: it ran another file than the agent saw at that path, or saw other files, as in a container. */
  elsewhere: z.boolean().optional(),
});

/** One line of the log. */
export const AuditEntry = z
  .object({
    /** Grows by one from line to line, also across restarts: a gap shows that lines are missing. */
    id: z.number().int().optional(),
    /** RFC 3339, UTC, with milliseconds. */
    time: z.string(),
    /** `lost`: this many records were not kept (see `detail`): the disk was full or did not respond, or too many came. */
    event: z.enum(['token', 'role-credentials', 'login', 'command', 'ask', 'lock', 'unlock', 'start', 'stop', 'lost']),
    outcome: z.enum(['ok', 'refused']),
    /** The reason for a refusal. */
    code: z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]).optional(),
    profile: z.string().optional(),
    role: z.string().optional(),
    /** A command's method and path, the person's answer to a question, or the host of a login. */
    detail: z.string().optional(),
    door: z.enum(['socket', 'window', 'page', 'tray', 'container', 'oidc-agent', 'forward']).optional(),
    program: ProcessEntry.optional(),
    processes: z.array(ProcessEntry).optional(),
    host: z.string().optional(),
    claim: z.string().optional(),
    /** This line stands for so many further equal requests, the last of them at `time`. */
    times: z.number().int().optional(),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntry = z.infer<typeof AuditEntry>;

export interface AuditFact extends Pick<AuditEntry, 'event' | 'outcome' | 'code' | 'profile' | 'role' | 'detail'> {
  readonly caller?: Caller | undefined;
}

export interface AuditQuery {
  readonly profile?: string;
  /** How many of the newest; default 100. */
  readonly limit?: number;
  /** Epoch milliseconds. */
  readonly sinceMs?: number;
  readonly outcome?: AuditEntry['outcome'];
  /** Only entries after the one with this id, oldest first: for reading on without gaps or repetition. */
  readonly afterId?: number;
}

/** Append-only; see adapters/audit/file.ts. */
export interface Audit {
  /** Returns before anything is written and never throws: an answer does not wait for its record. */
  record(fact: AuditFact): void;
  /** Oldest first. */
  read(query: AuditQuery): Promise<AuditEntry[]>;
}
