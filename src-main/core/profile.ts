/** What a person configures: a name and where it signs in. Never holds a secret. */

import { z } from 'zod';
import { PROFILE_NAME, ROLE_NAME, TOKEN_HOST } from '../../src-shared/names.ts';
import { present } from '../../src-shared/present.ts';

export const ProfileName = z
  .string()
  .regex(
    PROFILE_NAME,
    'a profile name has 1 to 64 letters, digits, dots, underscores or hyphens and starts with a letter or digit',
  );

export const Flow = z.enum(['device', 'browser']);
/** `device`: RFC 8628, code typed on any device. `browser`: authorization code with PKCE on a loopback redirect, RFC 8252. */
export type Flow = z.infer<typeof Flow>;

/**
 * One set of cloud permissions that a profile can assume, under its own name: `work/prod-admin`. `role_id` is what the
 * provider is asked for: AWS's role name, Huawei Cloud's agency URN.
 */
export const Role = z.strictObject({
  name: z
    .string()
    .regex(
      ROLE_NAME,
      'a role name has 1 to 128 letters, digits, dots, underscores, hyphens or @ and starts with a letter or digit',
    ),
  account_id: z.string().min(1).max(128),
  account_name: z.string().max(256).optional(),
  role_id: z.string().min(1).max(1024),
});
export type Role = z.infer<typeof Role>;

/** When to ask the person whether a program may have a token: never, for each new program, or for each run of each program. */
export const AskPolicy = z.enum(['never', 'new', 'always']);
export type AskPolicy = z.infer<typeof AskPolicy>;

/** A wildcard stands for one whole label, below a name of at least two: a token for `*.com` would be a token for anyone. */
const NARROW = /^(?!.*[^.]\*)(?!.*\*[^.])(?!.*\*\.?[^.]*$)/;

/** A place that accepts the profile's access token as a password: a git server or a container registry. */
export const TokenHost = z.strictObject({
  host: z
    .string()
    .max(255)
    .regex(TOKEN_HOST, 'a host is a lower-case name with an optional port, such as git.example.com:8443')
    .regex(NARROW, '* stands for one whole part of a name, before at least two others: *.example.com'),
  /** Git only: the beginning of the repository's path, in whole segments. */
  path: z.string().min(1).max(512).optional(),
  /** The user name that goes with the token; absent: the default for this kind of server. */
  username: z.string().min(1).max(255).optional(),
});
export type TokenHost = z.infer<typeof TokenHost>;

/** A program that the person always allowed to have the profile's tokens. */
export const AllowedProgram = z.strictObject({
  /** Absolute path of its executable, or `host:NAME` for everything from another machine. */
  program: z.string().min(1).max(4096),
  /** For another machine: the executable of the program that opened the way to it. */
  opened_by: z.string().min(1).max(4096).optional(),
  /** Its name at the time; absent: the profile's access token. */
  role: z.string().optional(),
  /** What the role was: under its name there may be another one by now. */
  account_id: Role.shape.account_id.optional(),
  role_id: Role.shape.role_id.optional(),
});
export type AllowedProgram = z.infer<typeof AllowedProgram>;

/** Who may use a profile and where its token goes, beside the provider's own settings. */
export const ProfileUses = z.strictObject({
  ask: AskPolicy.optional(),
  allowed: z.array(AllowedProgram).max(1000).optional(),
  git: z.array(TokenHost).max(100).optional(),
  registries: z.array(TokenHost).max(100).optional(),
});
export type ProfileUses = z.infer<typeof ProfileUses>;

/** Given members replace the current ones, `null` removes one. */
export type UsesPatch = { [K in keyof ProfileUses]?: ProfileUses[K] | null };

/** Settings are the provider's own (`Provider.settings` validates them). */
export const Profile = z.strictObject({
  name: ProfileName,
  provider: z.string().min(1).max(32),
  settings: z.record(z.string(), z.unknown()),
  roles: z.array(Role).max(5000).optional(),
  ...ProfileUses.shape,
});
export type Profile = z.infer<typeof Profile>;

export function usesOf(profile: Profile): ProfileUses {
  const { ask, allowed, git, registries } = profile;
  return present({ ask, allowed, git, registries });
}
