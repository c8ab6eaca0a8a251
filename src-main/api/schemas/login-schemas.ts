/** What the routes for logins of git and container tools take and return. Passwords become Secrets during parsing. */
import { z } from 'zod';
import { LOGIN_KINDS } from '../../core/logins/login-place.ts';
import { secret } from '../../core/secret.ts';

/** No line ends and no NUL: the tools' protocols have no other separators between values. */
const Line = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .refine((text) => !/[\r\n\0]/.test(text), 'must be one line');

const Place = {
  kind: z.enum(LOGIN_KINDS),
  server: Line(2048).meta({ description: 'A host with its port, or (docker) the URL of a registry.' }),
  path: Line(2048).optional().meta({ description: "git only: the repository's path, where git sends it." }),
};
const Username = Line(1024);
/** 16,384 characters hold the longest tokens that registries issue. */
const Password = Line(16_384).transform((value) => secret(value));

export const FindLoginBody = z.strictObject({
  ...Place,
  username: Username.optional().meta({
    description: 'The wanted user name: that of a stored login, or a profile name.',
  }),
});

export const StoreLoginBody = z.strictObject({ ...Place, username: Username, password: Password });

export const EraseLoginBody = z.strictObject({
  ...Place,
  username: Username.optional(),
  password: Password.optional().meta({ description: 'Only this one; absent: any.' }),
});

export const LoginResponse = z.object({
  username: z.string(),
  password: z.string(),
  expires_at: z.number().int().optional().meta({ description: 'Epoch seconds; absent: unknown.' }),
  source: z.enum(['profile', 'stored']),
  profile: z.string().optional(),
  bearer: z.boolean().optional().meta({ description: 'True: the server also accepts it as a Bearer token.' }),
});
export type LoginResponse = z.infer<typeof LoginResponse>;

export const StoredResponse = z.object({
  stored: z.boolean().meta({ description: "False: it is a profile's token, which is not stored twice." }),
});
export type StoredResponse = z.infer<typeof StoredResponse>;

export const ErasedResponse = z.object({
  erased: z.number().int().meta({ description: 'How many stored logins were forgotten.' }),
  renewed: z.boolean().meta({ description: "True: it was a profile's current token, and the profile has a new one." }),
});
export type ErasedResponse = z.infer<typeof ErasedResponse>;

export const LoginsResponse = z.object({
  logins: z.array(
    z.object({
      kind: z.enum(LOGIN_KINDS),
      server: z.string().meta({ description: 'As that kind of tool writes it.' }),
      path: z.string().optional(),
      username: z.string(),
      source: z.enum(['profile', 'stored']),
      profile: z.string().optional(),
    }),
  ),
});
export type LoginsResponse = z.infer<typeof LoginsResponse>;
