/** What may be asked of the audit log and what it answers, as zod; see schemas.ts. */
import { z } from 'zod';
import { AuditEntry } from '../../core/audit.ts';
import { ProfileName } from '../../core/profile.ts';

const MAX_ENTRIES = 5_000;

const WholeNumber = z.string().regex(/^\d{1,15}$/, 'must be a whole number');

/** RFC 3339, or epoch seconds as everywhere else here; becomes epoch milliseconds. */
const Since = z
  .string()
  .regex(
    /^(?:\d{1,12}(?:\.\d{1,3})?|\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:[Zz]|[+-]\d\d:\d\d))$/,
    'must be a time such as 2026-01-31T09:30:00Z, or epoch seconds',
  )
  .transform((text) => (/^[\d.]+$/.test(text) ? Math.round(Number(text) * 1000) : Date.parse(text)))
  .refine((atMs) => Number.isFinite(atMs), 'is not a valid time');

/** Strict, so that a misspelled name is refused and does not silently return other entries. */
export const AuditQuery = z.strictObject({
  profile: ProfileName.optional(),
  limit: WholeNumber.transform(Number)
    .refine((count) => count >= 1 && count <= MAX_ENTRIES, `must be from 1 to ${MAX_ENTRIES}`)
    .optional()
    .meta({ type: 'integer', minimum: 1, maximum: MAX_ENTRIES, description: 'How many entries at most; default 100.' }),
  since: Since.optional().meta({
    type: 'string',
    description: 'Only entries from this time on: RFC 3339 or epoch seconds.',
  }),
  after: WholeNumber.transform(Number)
    .optional()
    .meta({ type: 'integer', minimum: 0, description: 'Only entries after the one with this id, oldest first.' }),
  outcome: AuditEntry.shape.outcome.optional(),
});

export const AuditResponse = z.object({ entries: z.array(AuditEntry) });
export type AuditResponse = z.infer<typeof AuditResponse>;
