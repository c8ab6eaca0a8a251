/** What the live check of a provider takes and gives. */
import { z } from 'zod';
import { Flow, Profile } from '../../core/profile.ts';
import { ErrorView } from '../../core/view.ts';

export const CheckBody = z.strictObject({
  provider: Profile.shape.provider,
  settings: Profile.shape.settings.meta({ description: 'As for a new profile; secrets are not needed.' }),
});

export const CheckResponse = z
  .object({
    ok: z.boolean(),
    display_name: z.string().optional().meta({ description: 'How people know the server.' }),
    flows: z.array(Flow).optional().meta({ description: 'The ways to sign in, the preferred one first.' }),
    issuer: z.string().optional(),
    /** Why it is not ok. */
    problem: ErrorView.optional(),
  })
  .meta({ id: 'Check' });
export type CheckResponse = z.infer<typeof CheckResponse>;
