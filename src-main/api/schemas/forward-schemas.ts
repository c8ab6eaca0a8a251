/** What the routes about limited sockets take and answer. */
import { z } from 'zod';
import { FORWARD_NAME, PROFILE_OR_ROLE } from '../../../src-shared/names.ts';

const Named = z.string().regex(PROFILE_OR_ROLE, 'each is the name of a profile, or of a role as in work/prod-admin');

export const ForwardBody = z.strictObject({
  host: z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/, 'a host is a name without blanks')
    .meta({ description: 'The other machine or the container, for the audit log and for questions.' }),
  profiles: z.array(Named).min(1).max(100).meta({ description: 'A role alone as NAME/ROLE.' }),
  name: z
    .string()
    .regex(FORWARD_NAME, 'a name has 1 to 32 letters, digits, dots, underscores or hyphens')
    .optional()
    .meta({ description: 'Makes the path the same each time; absent: one that is free.' }),
  pid: z
    .number()
    .int()
    .positive()
    .optional()
    .meta({ description: 'The process with which it goes, where the system does not tell who asks.' }),
});
export type ForwardBody = z.infer<typeof ForwardBody>;

export const ForwardEntry = z
  .object({
    id: z.string(),
    host: z.string(),
    profiles: z.array(z.string()),
    socket: z.string().meta({ description: 'Absolute path.' }),
    opened_at: z.number().int().meta({ description: 'Epoch seconds.' }),
    owner: z.number().int().optional().meta({ description: 'The process with which it goes.' }),
  })
  .meta({ id: 'Forward' });
export type ForwardEntry = z.infer<typeof ForwardEntry>;
export const ForwardsResponse = z.object({ forwards: z.array(ForwardEntry) });
export type ForwardsResponse = z.infer<typeof ForwardsResponse>;
