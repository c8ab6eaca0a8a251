/** What the routes for limited sockets take and return. */
import { z } from 'zod';
import { FORWARD_NAME, PROFILE_OR_ROLE } from '../../../src-shared/names.ts';

const Named = z.string().regex(PROFILE_OR_ROLE, 'each is a profile name, or a role such as work/prod-admin');

export const ForwardBody = z.strictObject({
  host: z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/, 'a host is a name without spaces')
    .meta({ description: 'The other machine or the container, for the audit log and for questions.' }),
  profiles: z.array(Named).min(1).max(100).meta({ description: 'NAME/ROLE for a single role.' }),
  name: z
    .string()
    .regex(FORWARD_NAME, 'a name has 1 to 32 letters, digits, dots, underscores or hyphens')
    .optional()
    .meta({ description: 'Keeps the path the same each time; absent: a free one.' }),
  pid: z
    .number()
    .int()
    .positive()
    .optional()
    .meta({ description: 'The process that it ends with, where the system does not say who asks.' }),
});
export type ForwardBody = z.infer<typeof ForwardBody>;

export const ForwardEntry = z
  .object({
    id: z.string(),
    host: z.string(),
    profiles: z.array(z.string()),
    socket: z.string().meta({ description: 'Absolute path.' }),
    opened_at: z.number().int().meta({ description: 'Epoch seconds.' }),
    owner: z.number().int().optional().meta({ description: 'The process that it ends with.' }),
  })
  .meta({ id: 'Forward' });
export type ForwardEntry = z.infer<typeof ForwardEntry>;
export const ForwardsResponse = z.object({ forwards: z.array(ForwardEntry) });
export type ForwardsResponse = z.infer<typeof ForwardsResponse>;
