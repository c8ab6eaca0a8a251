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
/** More than any vault takes; the vault itself refuses what is too long for it. */
const LONGEST_SECRET = 240_000;
const hidden = (value: string) => secret(value);
/** docker: any text, even an empty one; some registries want a whole key file. */
const AnySecret = z.string().max(LONGEST_SECRET).transform(hidden);
/** git: one line, because its protocol has no more. */
const LineSecret = Line(LONGEST_SECRET).transform(hidden);

export const FindLoginBody = z.strictObject({
  ...Place,
  username: Username.optional().meta({
    description: 'The wanted user name: that of a stored login, or a profile name.',
  }),
});

const StoreGitLogin = z.strictObject({
  ...Place,
  kind: z.literal('git'),
  username: Username,
  password: LineSecret,
  expires_at: z
    .int()
    .positive()
    .optional()
    .meta({ description: 'When the password expires, in epoch seconds; afterwards it is not given out.' }),
  refresh_token: LineSecret.optional().meta({
    description: 'Given back with the login, even when its password has expired.',
  }),
});

const StoreDockerLogin = z.strictObject({
  ...Place,
  kind: z.literal('docker'),
  username: z.string().min(1).max(1024),
  password: AnySecret.meta({ description: 'Any text.' }),
});

export const StoreLoginBody = z.discriminatedUnion('kind', [StoreGitLogin, StoreDockerLogin]);

export const EraseLoginBody = z.strictObject({
  ...Place,
  username: z.string().min(1).max(1024).optional(),
  password: AnySecret.optional().meta({ description: 'Only this one; absent: any.' }),
  refresh_token: AnySecret.optional().meta({
    description: 'Only a login with this one. Ignored if there is a password.',
  }),
  beside: z.boolean().optional().meta({ description: 'docker: also the tokens that it stores beside the login.' }),
});

export const LoginResponse = z.object({
  username: z.string(),
  password: z.string().optional().meta({ description: 'Absent: it has expired, and a git helper can refresh it.' }),
  refresh_token: z.string().optional().meta({ description: 'Belongs to the git helper that signed in.' }),
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
