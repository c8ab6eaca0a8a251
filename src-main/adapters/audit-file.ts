/** The audit log: JSON lines of mode 0600, only ever appended. Written behind the answers, in one write for all that waited. */
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Audit, AuditEntry, type AuditFact, type AuditQuery } from '../core/audit.ts';
import type { Clock, Log } from '../core/ports.ts';

export interface AuditFile extends Audit {
  /** Resolves when all that was recorded is in the file. */
  close(): Promise<void>;
}

export function auditFile(path: string, clock: Clock, log: Log): AuditFile {
  let waiting: AuditEntry[] = [];
  let writing: Promise<void> = Promise.resolve();
  const flush = async (): Promise<void> => {
    if (waiting.length === 0) return;
    const lines = waiting.map((entry) => `${JSON.stringify(entry)}\n`).join('');
    waiting = [];
    try {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await appendFile(path, lines, { mode: 0o600 });
    } catch (error) {
      log.warn('audit_unwritable', { reason: error instanceof Error ? error.message : 'unknown' });
    }
  };
  return {
    record(fact) {
      waiting.push(entryOf(fact, clock.nowMs()));
      if (waiting.length === 1) writing = writing.then(flush);
    },
    async read(query: AuditQuery) {
      await writing;
      const text = await readFile(path, 'utf8').catch(() => '');
      return text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => AuditEntry.parse(JSON.parse(line)))
        .filter(({ profile }) => query.profile === undefined || profile === query.profile)
        .slice(-(query.limit ?? 100));
    },
    close: () => writing,
  };
}

function entryOf({ caller, ...fact }: AuditFact, nowMs: number): AuditEntry {
  return {
    time: new Date(nowMs).toISOString(),
    ...fact,
    ...(caller && {
      door: caller.door,
      ...(caller.program && { program: caller.program }),
      processes: [...caller.processes],
      ...(caller.host !== undefined && { host: caller.host }),
      ...(caller.claim !== undefined && { claim: caller.claim }),
    }),
  };
}
