/** What the live check of a provider takes and returns. */
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
    display_name: z.string().optional().meta({ description: 'The name that people know the server by.' }),
    flows: z.array(Flow).optional().meta({ description: 'The ways to sign in, preferred first.' }),
    issuer: z.string().optional(),
    /** Why it is not ok. */
    problem: ErrorView.optional(),
  })
  .meta({ id: 'Check' });
export type CheckResponse = z.infer<typeof CheckResponse>;
