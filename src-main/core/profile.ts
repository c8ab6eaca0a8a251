/** What a person configures: a name and where it signs in. Never holds a secret. */
import { z } from 'zod';

export const ProfileName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
    'a profile name has 1 to 64 letters, digits, dots, underscores or hyphens and starts with a letter or digit',
  );

export const Flow = z.enum(['device', 'browser']);
/** `device`: RFC 8628, code typed on any device. `browser`: authorization code with PKCE on a loopback redirect, RFC 8252. */
export type Flow = z.infer<typeof Flow>;

/**
 * One set of cloud permissions that a profile can take on, under a name of its own: `work/prod-admin`. `role_id` is what the
 * provider asks for: the role name of AWS, the agency URN of Huawei Cloud.
 */
export const Role = z.strictObject({
  name: z
    .string()
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9._@-]{0,127}$/,
      'a role name has 1 to 128 letters, digits, dots, underscores, hyphens or @ and starts with a letter or digit',
    ),
  account_id: z.string().min(1).max(128),
  account_name: z.string().max(256).optional(),
  role_id: z.string().min(1).max(1024),
});
export type Role = z.infer<typeof Role>;

/** Settings are the provider's own (`Provider.settings` validates them). */
export const Profile = z.strictObject({
  name: ProfileName,
  provider: z.string().min(1).max(32),
  settings: z.record(z.string(), z.unknown()),
  roles: z.array(Role).max(5000).optional(),
});
export type Profile = z.infer<typeof Profile>;
