/** What the import of AWS's configuration takes and returns. */
import { z } from 'zod';

const ImportRole = z.object({
  name: z.string().meta({ description: 'Of the role that it becomes, or already is.' }),
  aws_profile: z.string().meta({ description: 'The name in the file.' }),
  account_id: z.string(),
  role_id: z.string(),
  exists: z.boolean(),
});

export const AwsImportResponse = z
  .object({
    file: z.string(),
    found: z.boolean().meta({ description: 'False: there is no such file.' }),
    sign_ins: z.array(
      z.object({
        name: z.string().meta({ description: 'The profile that it becomes, or already is.' }),
        sso_session: z.string().optional().meta({ description: 'The name in the file; absent: the older form.' }),
        start_url: z.string(),
        region: z.string().optional(),
        scopes: z.array(z.string()),
        roles: z.array(ImportRole),
        exists: z.boolean().meta({ description: 'There is a profile for it; its new roles can still be added.' }),
      }),
    ),
    problems: z.array(z.object({ line: z.number().int(), message: z.string() })),
  })
  .meta({ id: 'AwsImport' });
export type AwsImportResponse = z.infer<typeof AwsImportResponse>;

export const AwsImportBody = z.strictObject({
  names: z.array(z.string().max(64)).min(1).max(500).meta({ description: 'Names of sign-ins, as listed.' }),
});

export const AwsImportedResponse = z.object({
  added: z.array(z.string()).meta({ description: 'Profiles that are new, or have new roles.' }),
  problems: z.array(z.object({ line: z.number().int(), message: z.string() })),
});
export type AwsImportedResponse = z.infer<typeof AwsImportedResponse>;
