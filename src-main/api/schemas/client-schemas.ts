/** What the routes for OAuth clients take and return. A client is the provider's own object; its secrets travel separately. */
import { z } from 'zod';
import { ProfileName } from '../../core/profile.ts';
import { secret } from '../../core/secret.ts';

export const ClientParams = z.object({ name: ProfileName, id: z.string().min(1).max(255) });

const adminUrl = z
  .string()
  .min(1)
  .max(2048)
  .optional()
  .meta({ description: "Base address of the admin API; absent: the one in the profile's settings." });

/** Strict, so that a misspelled name is refused. */
export const AdminQuery = z.strictObject({ admin_url: adminUrl });

export const ClientsQuery = z.strictObject({
  admin_url: adminUrl,
  client_name: z.string().max(1024).optional(),
  owner: z.string().max(1024).optional(),
  page_size: z
    .string()
    .regex(/^[1-9]\d{0,2}$/, 'must be a whole number from 1 to 500')
    .transform(Number)
    .refine((size) => size <= 500, 'must be at most 500')
    .optional()
    .meta({ type: 'integer', minimum: 1, maximum: 500 }),
  page: z.string().max(4096).optional().meta({ description: 'The `next` of the previous page.' }),
});

/** As Hydra's own API takes it; the secret becomes a Secret during parsing. */
export const ClientBody = z
  .looseObject({
    client_secret: z
      .string()
      .max(8192)
      .transform((value) => secret(value))
      .nullish()
      .meta({ description: 'Absent: the server creates one, or keeps the current one.' }),
  })
  .meta({ description: "The client, with the names of the provider's API description (oAuth2Client)." });

export const PatchBody = z
  .array(
    z.strictObject({
      op: z.enum(['add', 'remove', 'replace', 'move', 'copy', 'test']),
      path: z.string().max(2048),
      from: z.string().max(2048).optional(),
      value: z.unknown().optional(),
    }),
  )
  .max(1000)
  .meta({ description: 'A JSON Patch (RFC 6902).' });

export const LifespansBody = z
  .record(z.string(), z.unknown())
  .meta({ description: "All lifespans; an absent one goes back to the server's default." });

export const ClientResponse = z
  .object({
    client: z.record(z.string(), z.unknown()),
    secret_held: z.boolean().meta({ description: 'True when the vault has its secret; see …/secret.' }),
  })
  .meta({ id: 'Client' });
export type ClientResponse = z.infer<typeof ClientResponse>;

export const ClientsResponse = z
  .object({
    clients: z.array(ClientResponse),
    next: z.string().optional().meta({ description: 'There is more: pass it as `page` to get the next page.' }),
  })
  .meta({ id: 'Clients' });
export type ClientsResponse = z.infer<typeof ClientsResponse>;

export const ClientSecretResponse = z
  .object({
    client_id: z.string(),
    client_secret: z.string().optional(),
    registration_access_token: z.string().optional(),
  })
  .meta({ id: 'ClientSecret' });
export type ClientSecretResponse = z.infer<typeof ClientSecretResponse>;
