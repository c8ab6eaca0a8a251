/**
 * The audit log: JSON lines in files of mode 0600, only ever appended. Records wait in memory and are written after the
 * answers, all waiting ones in one write. If the disk stalls or is full, a limited number is kept and the rest is
 * counted, and the count becomes a line of the log as soon as possible. Not synced: a power cut may cost the last
 * seconds.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { present } from '../../../src-shared/present.ts';
import type { Audit, AuditEntry, AuditFact } from '../../core/audit.ts';
import type { Clock, Log } from '../../core/ports.ts';
import { errorCode } from '../files/durable-file.ts';
import { auditAppender } from './appender.ts';
import { openForReading } from './files.ts';
import { readEntries } from './reader.ts';
import { AuditThrift } from './thrift.ts';

export interface AuditFile extends Audit {
  /** Resolves when all records are in the file, or after 2 seconds. Nothing is recorded after that. */
  close(): Promise<void>;
}

export interface AuditLimits {
  /** At this size, a new file follows. */
  readonly maxBytes: number;
  /** Records that wait for the disk. */
  readonly maxWaiting: number;
}
const LIMITS: AuditLimits = { maxBytes: 5_000_000, maxWaiting: 10_000 };

const LINES_PER_WRITE = 2_000;
/**
 * Between the starts of two writes, milliseconds: under load many records share one write, which at 10 ms cost a
 * quarter of the whole answer.
 */
const PACE_MS = 100;
const CLOSE_WAIT_MS = 2_000;
/** After a failure, milliseconds; doubled each time up to the second. */
const RETRY_MS = [1_000, 30_000] as const;

export function auditFile(path: string, clock: Clock, log: Log, limits: AuditLimits = LIMITS): AuditFile {
  const appender = auditAppender(path, limits.maxBytes, log);
  const waiting: AuditEntry[] = [];
  let fresh: { readonly fact: AuditFact; readonly atMs: number }[] = [];
  let lost = 0;
  let working: Promise<void> | undefined;
  let retry: { readonly timer: NodeJS.Timeout; readonly afterMs: number } | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  let closed = false;

  /** One after another: reading opens the files while none is being moved. */
  const exclusively = <T>(step: () => Promise<T>): Promise<T> => {
    const result = turn.then(step);
    turn = result.catch(() => undefined);
    return result;
  };
  const admit = (entry: AuditEntry): void => {
    if (waiting.length >= limits.maxWaiting) lost += 1;
    else waiting.push(entry);
  };
  const thrift = new AuditThrift(clock, admit, () => start());
  const tellLost = (): void => {
    if (lost === 0 || waiting.length >= limits.maxWaiting) return;
    const detail = `${lost} records were not kept: the disk was full or did not respond`;
    waiting.push({ time: timeOf(clock.nowMs()), event: 'lost', outcome: 'refused', detail });
    lost = 0;
  };
  /** The caller is put into words here, after the answer has left. */
  const settle = (): void => {
    const facts = fresh;
    fresh = [];
    for (const { fact, atMs } of facts) {
      tellLost();
      thrift.take(entryOf(fact, atMs));
    }
    start();
  };
  const start = (): void => {
    if (retry === undefined) void work();
  };
  const succeeded = (): void => {
    if (retry !== undefined) log.info('audit_writable_again', { lost });
    clearTimeout(retry?.timer);
    retry = undefined;
    tellLost();
  };
  /** Reported once, however long it lasts. */
  const failed = (failure: unknown): void => {
    const reason = errorCode(failure) ?? 'unknown';
    if (retry === undefined) log.warn('audit_unwritable', { reason, path });
    clearTimeout(retry?.timer);
    const afterMs = retry === undefined ? RETRY_MS[0] : Math.min(retry.afterMs * 2, RETRY_MS[1]);
    retry = { afterMs, timer: setTimeout(() => void work(), afterMs).unref() };
  };
  const writeWaiting = async (): Promise<void> => {
    while (waiting.length > 0) {
      const paced = delay(PACE_MS);
      const { written, failure } = await exclusively(() => appender.append(waiting.slice(0, LINES_PER_WRITE)));
      waiting.splice(0, written);
      if (failure !== undefined && waiting.length > 0) return failed(failure);
      succeeded();
      if (waiting.length > 0) await paced;
    }
  };
  const work = (): Promise<void> => {
    working ??= writeWaiting().finally(() => {
      working = undefined;
    });
    return working;
  };
  const flushed = async (): Promise<void> => {
    settle();
    await work();
  };
  return {
    record(fact) {
      if (closed) return;
      fresh.push({ fact, atMs: clock.nowMs() });
      if (fresh.length === 1) setImmediate(settle);
    },
    async read(query) {
      await flushed();
      const files = await exclusively(() => openForReading(path));
      try {
        return await readEntries(files, query);
      } finally {
        await Promise.all(files.map((file) => file.close()));
      }
    },
    async close() {
      closed = true;
      settle();
      thrift.close();
      await Promise.race([flushed(), delay(CLOSE_WAIT_MS, undefined, { ref: false })]);
      clearTimeout(retry?.timer);
      await Promise.race([appender.close(), delay(CLOSE_WAIT_MS, undefined, { ref: false })]);
    },
  };
}

const timeOf = (nowMs: number): string => new Date(nowMs).toISOString();

function entryOf({ caller, ...fact }: AuditFact, nowMs: number): AuditEntry {
  const { door, program, processes = [], host, claim } = caller ?? {};
  const chain = processes.length > 0 ? [...processes] : undefined;
  return { time: timeOf(nowMs), ...fact, ...present({ door, program, processes: chain, host, claim }) };
}
