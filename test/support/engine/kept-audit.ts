/** An audit log in memory, for worlds that have no disk. */
import type { Audit, AuditFact } from '../../../src-main/core/audit.ts';

export interface KeptAudit extends Audit {
  readonly facts: AuditFact[];
}

export function keptAudit(): KeptAudit {
  const facts: AuditFact[] = [];
  return {
    facts,
    record: (fact) => void facts.push(fact),
    read: () => Promise.resolve([]),
  };
}
