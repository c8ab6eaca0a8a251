/**
 * What anyone may see: names, states, expiries, the user code and its link. These types have no room for a Secret, and
 * the schemas are the API's own (snake_case as in the RFCs; `*_at` are epoch seconds).
 */
import { z } from 'zod';
import { CHANGE_KINDS } from '../../src-shared/change-words.ts';
import { ERRORS, type ErrorCode, type LatchkeyError } from './errors.ts';
import { AllowedProgram, AskPolicy, Flow, ProfileName, TokenHost } from './profile.ts';

export const ErrorView = z
  .object({
    code: z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]),
    message: z.string(),
    hint: z.string(),
    /** Process exit code for a program that ends because of this (see EXIT in errors.ts). */
    exit: z.number().int().optional(),
  })
  .meta({ id: 'Error' });
export type ErrorView = z.infer<typeof ErrorView>;

export const SignInPhase = z.enum([
  'preparing', // discovery, registration, requesting a code
  'waiting', // the person has the code or the browser tab
  'slowed-down', // as waiting; the provider asked for slower polling
  'redeeming', // the person approved; tokens are being fetched and stored
  'approved',
  'denied',
  'expired',
  'failed',
  'cancelled',
]);
export type SignInPhase = z.infer<typeof SignInPhase>;

/** One attempt to sign in, in progress or the last one that ended. */
export const SignInView = z
  .object({
    id: z.string(),
    flow: Flow,
    phase: SignInPhase,
    /** The provider's name that must appear in the browser (RFC 8628 section 5.4). */
    display_name: z.string(),
    user_code: z.string().optional(),
    verification_uri: z.string().optional(),
    verification_uri_complete: z.string().optional(),
    /** Present in the browser flow while waiting; contains no secret (PKCE: only the challenge). */
    authorization_uri: z.string().optional(),
    /** Epoch seconds at which the code or the wait expires. */
    expires_at: z.number().int().optional(),
    /** While in progress: the ways to sign in that this provider offers, once known. */
    flows: z.array(Flow).optional(),
    /** Current seconds between polls. */
    interval: z.number().optional(),
    error: ErrorView.optional(),
  })
  .meta({ id: 'SignIn' });
export type SignInView = z.infer<typeof SignInView>;

export const ProfileState = z.enum(['signed-out', 'awaiting-user', 'active', 'refreshing', 'needs-sign-in']);
export type ProfileState = z.infer<typeof ProfileState>;

export const IdentityView = z.object({
  subject: z.string(),
  name: z.string().optional(),
  username: z.string().optional(),
  email: z.string().optional(),
});

/** A role of the profile; its credentials are fetched when a program asks for them. */
export const RoleView = z
  .object({
    name: z.string(),
    account_id: z.string(),
    account_name: z.string().optional(),
    role_id: z.string(),
    /** Epoch seconds at which the currently held credentials expire. */
    expires_at: z.number().int().optional(),
    problem: ErrorView.optional(),
  })
  .meta({ id: 'Role' });
export type RoleView = z.infer<typeof RoleView>;

export const ProfileView = z
  .object({
    name: ProfileName,
    provider: z.string(),
    provider_title: z.string(),
    display_name: z.string(),
    settings: z.record(z.string(), z.unknown()),
    state: ProfileState,
    identity: IdentityView.optional(),
    scope: z.string().optional(),
    /** Epoch seconds at which the access token expires; absent if there is none or its lifetime is unknown. */
    expires_at: z.number().int().optional(),
    /** Epoch seconds of the next background refresh; after a failure, of the next try. */
    refresh_at: z.number().int().optional(),
    /**
     * Epoch seconds at which the sign-in itself ends, as far as is known now: its only token, its refresh token or the
     * registration that it depends on. Absent: unknown. A refresh may move it.
     */
    sign_in_ends_at: z.number().int().optional(),
    /** True if the sign-in is refreshed in the background. */
    renewable: z.boolean(),
    signed_in_at: z.number().int().optional(),
    last_refresh_at: z.number().int().optional(),
    /** Why it is not as it should be: the last refresh failed, or why a sign-in is needed. */
    problem: ErrorView.optional(),
    /** Seconds by which this machine's clock differs from the provider's, if more than 60. */
    clock_skew: z.number().int().optional(),
    sign_in: SignInView.optional(),
    /** True if the provider has roles. */
    has_roles: z.boolean().optional(),
    /** True if a role can open the provider's console. */
    has_console: z.boolean().optional(),
    roles: z.array(RoleView).optional(),
    /** Absent: never. */
    ask: AskPolicy.optional(),
    allowed: z.array(AllowedProgram).optional(),
    git: z.array(TokenHost).optional(),
    registries: z.array(TokenHost).optional(),
    /** Present while accounts and roles are being listed. */
    role_listing: z.object({ accounts_done: z.number().int(), accounts_total: z.number().int().optional() }).optional(),
  })
  .meta({ id: 'Profile' });
export type ProfileView = z.infer<typeof ProfileView>;

/** fine: all is well · soon: a sign-in ends within minutes and cannot be refreshed · needs-you · offline · empty: no profile */
export const Overall = z.enum(['fine', 'soon', 'needs-you', 'offline', 'empty']);
export type Overall = z.infer<typeof Overall>;

/** One part of a change; src-shared/change-words.ts has the words for each kind. */
export const Change = z
  .object({ kind: z.enum(CHANGE_KINDS), name: z.string().optional(), value: z.string().optional() })
  .meta({ id: 'Change' });
export type Change = z.infer<typeof Change>;

/** A change that a program wants. */
export interface Wish {
  /** Absent: of Latchkey's own settings. */
  readonly profile?: string;
  /** Empty: nothing that anyone needs to be asked about. */
  readonly changes: readonly Change[];
}

/** A program is waiting for the person's word. All names are plain text, of any length. */
export const AskView = z.object({
  id: z.string(),
  /** Absent: it is about a stored login, or about Latchkey's own settings. */
  profile: ProfileName.optional(),
  role: z.string().optional(),
  /** The server, for a login that git or a container tool stored. */
  login: z.string().optional(),
  /**
   * Present: not a token is wanted but a change, in words that complete "… wants to change work:", such as "never ask
   * again" or "always allow /usr/bin/x".
   */
  change: z.string().optional(),
  /** The same change in parts, for other languages. */
  changes: z.array(Change).optional(),
  /** The program's short name, for the question. */
  program: z.string(),
  executable: z.string().optional(),
  /** True: it runs another file than the agent sees at that path, or sees other files, as in a container. */
  elsewhere: z.boolean().optional(),
  /** Short names of the processes, the one at the door first. */
  chain: z.array(z.string()),
  /** The other machine, for requests through a forwarded socket. */
  host: z.string().optional(),
  /** False: only `once` and `no` can be answered. */
  can_remember: z.boolean(),
  /** Epoch seconds at which it is denied automatically. */
  expires_at: z.number().int(),
});
export type AskView = z.infer<typeof AskView>;

export const AskAnswer = z.enum(['once', 'always', 'no']);
export type AskAnswer = z.infer<typeof AskAnswer>;

export const View = z
  .object({
    overall: Overall,
    profiles: z.array(ProfileView),
    /** Questions waiting for an answer, oldest first; absent: none. */
    asks: z.array(AskView).optional(),
    agent: z.object({
      version: z.string(),
      vault: z.enum(['keychain', 'file', 'memory']),
      /** Set while the vault refuses. */
      vault_problem: ErrorView.optional(),
      started_at: z.number().int(),
      desktop: z.boolean().optional(), // true: it has a window of its own and a clipboard
      /** True: nothing is handed out and nothing can be changed until it is unlocked. */
      locked: z.boolean().optional(),
    }),
  })
  .meta({ id: 'View' });
export type View = z.infer<typeof View>;

export function errorView(error: LatchkeyError): ErrorView {
  return { code: error.code, message: error.message, hint: error.hint, exit: error.exit };
}
