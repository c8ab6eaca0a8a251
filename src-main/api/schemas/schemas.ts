/**
 * What the API takes and returns besides the View, as zod: the same schemas validate requests, name the clients' types
 * and become the OpenAPI document. Secrets in a body become Secret during parsing.
 */
import { z } from 'zod';
import { ERRORS, type ErrorCode } from '../../core/errors.ts';
import { Flow, Profile, ProfileName, ProfileUses, Role } from '../../core/profile.ts';
import { secret } from '../../core/secret.ts';
import { AskAnswer, ProfileView, RoleView } from '../../core/view.ts';

const codes = Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]];

/** RFC 9457 problem details; `code` and `hint` are the extension members that clients act on. */
export const Problem = z
  .object({
    type: z.string().meta({ description: 'urn:latchkey:error: and the code' }),
    title: z.string(),
    status: z.number().int(),
    detail: z.string().meta({ description: 'One plain sentence that names the input.' }),
    code: z.enum(codes),
    hint: z.string().meta({ description: 'The next thing to do.' }),
    exit: z.number().int().meta({ description: 'The exit code for a tool that ends because of this.' }),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof Problem>;

/** A secret as it arrives; 8,192 characters hold every client secret, private key and initial access token seen so far. */
const SecretText = z
  .string()
  .min(1)
  .max(8192)
  .transform((value) => secret(value));

const SecretsBody = z
  .strictObject({
    client_secret: SecretText.optional(),
    private_key: SecretText.optional().meta({ description: 'PEM (PKCS #8) or JWK, for private_key_jwt.' }),
    initial_access_token: SecretText.optional(),
  })
  .meta({ description: 'Stored in the vault; never shown again.' });

export const AddProfileBody = z.strictObject({
  name: ProfileName,
  provider: Profile.shape.provider,
  settings: Profile.shape.settings.meta({ description: "The provider's own, e.g. issuer, client_id, scopes." }),
  ask: ProfileUses.shape.ask,
  git: ProfileUses.shape.git,
  registries: ProfileUses.shape.registries,
  secrets: SecretsBody.optional(),
});
export type AddProfileBody = z.output<typeof AddProfileBody>;

export const EditProfileBody = z.strictObject({
  settings: z
    .record(z.string(), z.unknown())
    .optional()
    .meta({ description: 'Merged over the current ones; null removes one.' }),
  secrets: SecretsBody.optional(),
  uses: z
    .strictObject({
      ask: ProfileUses.shape.ask.nullable(),
      allowed: ProfileUses.shape.allowed.nullable(),
      git: ProfileUses.shape.git.nullable(),
      registries: ProfileUses.shape.registries.nullable(),
    })
    .partial()
    .optional()
    .meta({
      description:
        'Who may use the profile and where its token goes; a member replaces the current one, null removes it.',
    }),
});

export const AskParams = z.object({ id: z.string() });
export const AnswerBody = z.strictObject({ answer: AskAnswer });
export const PassphraseBody = z.strictObject({
  passphrase: z
    .string()
    .min(1)
    .max(1024)
    .transform((value) => secret(value)),
});

export const SignInBody = z.strictObject({
  flow: Flow.optional(),
  open_browser: z.boolean().optional().meta({ description: 'Open the link in the system browser at once.' }),
});

/** Thirty days, longer than any access token lasts; keeps the number small enough for arithmetic. */
const MAX_MIN_TTL_S = 2_592_000;

/** Strict, so that a misspelled name is refused and does not silently give a shorter-lived token. */
export const TokenQuery = z.strictObject({
  min_ttl: z
    .string()
    .regex(/^\d{1,7}$/, 'must be a whole number of seconds')
    .transform(Number)
    .refine((seconds) => seconds <= MAX_MIN_TTL_S, `must be at most ${MAX_MIN_TTL_S} seconds`)
    .optional()
    .meta({ type: 'integer', minimum: 0, maximum: MAX_MIN_TTL_S, description: 'Seconds that must be left.' }),
});

export const NameParams = z.object({ name: ProfileName });

export const TokenResponse = z
  .object({
    access_token: z.string(),
    token_type: z.literal('Bearer'),
    expires_at: z.number().int().optional().meta({ description: 'Epoch seconds; absent: unknown.' }),
    expires_in: z.number().int().optional().meta({ description: 'Whole seconds left; absent: unknown.' }),
    scope: z.string().optional(),
    issuer: z.string(),
  })
  .meta({ id: 'Token' });
export type TokenResponse = z.infer<typeof TokenResponse>;

export const RoleParams = z.object({ name: ProfileName, role: Role.shape.name });

export const RolesResponse = z.object({ roles: z.array(RoleView) });
export type RolesResponse = z.infer<typeof RolesResponse>;

/** Strict, so that a misspelled name is refused and does not silently give an old list. */
export const AvailableRolesQuery = z.strictObject({
  anew: z
    .enum(['true', 'false'])
    .optional()
    .meta({ description: 'Fetch the list again instead of using the cached one.' }),
});

export const AvailableRolesResponse = z
  .object({
    accounts: z.array(z.object({ id: z.string(), name: z.string().optional(), email: z.string().optional() })),
    roles: z.array(
      z.object({
        account_id: z.string(),
        role_id: z.string().meta({ description: 'The `role_id` for a role of the profile.' }),
        name: z.string().meta({ description: 'The name that people know it by.' }),
      }),
    ),
    listed_at: z.number().int().meta({ description: 'Epoch seconds at which the provider was asked.' }),
  })
  .meta({ id: 'AvailableRoles' });
export type AvailableRolesResponse = z.infer<typeof AvailableRolesResponse>;

export const RoleCredentialsResponse = z
  .object({
    access_key_id: z.string(),
    secret_access_key: z.string(),
    session_token: z.string(),
    expiration: z.string().meta({ description: 'RFC 3339, in UTC.' }),
    expires_at: z.number().int().meta({ description: 'Epoch seconds.' }),
    account_id: z.string(),
  })
  .meta({ id: 'RoleCredentials' });
export type RoleCredentialsResponse = z.infer<typeof RoleCredentialsResponse>;

export const ProfilesResponse = z.object({ profiles: z.array(ProfileView) });
export type ProfilesResponse = z.infer<typeof ProfilesResponse>;

export const SignOutResponse = z.object({
  revoked: z.boolean().meta({ description: 'True when the provider confirmed the revocation.' }),
  profile: ProfileView,
});
export type SignOutResponse = z.infer<typeof SignOutResponse>;

export const ProviderEntry = z.object({ kind: z.string(), title: z.string() });
export type ProviderEntry = z.infer<typeof ProviderEntry>;
/** A well-known provider: what to ask a person, and the resulting settings. */
export const PresetEntry = z.object({
  name: z.string(),
  title: z.string(),
  provider: z.string().meta({ description: 'The provider kind of its profiles.' }),
  tenant: z
    .object({
      question: z.string(),
      example: z.string(),
      pattern: z.string().meta({ description: 'A regular expression for the whole answer.' }),
      otherwise: z.string().optional().meta({ description: 'Used when the answer is empty.' }),
    })
    .optional()
    .meta({ description: 'Replaces {tenant} in the settings.' }),
  needs_secret: z.boolean().meta({ description: 'Its clients always have a secret.' }),
  settings: z.record(z.string(), z.unknown()),
  clients_at: z.string().meta({ description: 'Where you create a client; {tenant} as in the settings.' }),
  notes: z.array(z.object({ text: z.string(), source: z.string() })),
});
export type PresetEntry = z.infer<typeof PresetEntry>;

export const ProvidersResponse = z.object({ providers: z.array(ProviderEntry), presets: z.array(PresetEntry) });
export type ProvidersResponse = z.infer<typeof ProvidersResponse>;

export const DoctorCheck = z.object({
  name: z.string(),
  ok: z.boolean(),
  detail: z.string(),
  hint: z.string().optional(),
});
export type DoctorCheck = z.infer<typeof DoctorCheck>;
export const DoctorReport = z.object({ checks: z.array(DoctorCheck) }).meta({ id: 'DoctorReport' });
export type DoctorReport = z.infer<typeof DoctorReport>;
