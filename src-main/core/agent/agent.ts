/** The engine's commands and answers: everything that the API, the desktop and the tests may ask of it. */
import type { AskedBy, RoleAnswer, TokenAnswer } from '../answers.ts';
import type { AuditEntry, AuditQuery } from '../audit.ts';
import type { Guard } from '../gate/guard.ts';
import type { Logins } from '../logins/logins.ts';
import type { Flow, Profile, Role, UsesPatch } from '../profile.ts';
import type { PlainHttp } from '../provider/plain-http.ts';
import type { ProfileSecrets } from '../provider/provider.ts';
import type { AvailableRoles } from '../provider/role-source.ts';
import type { RefreshEntry } from '../refreshes.ts';
import type { ManagedClients } from '../session/managed-clients.ts';
import type { LoginRules } from '../settings.ts';
import type { ProfileView, View } from '../view.ts';

export interface Agent {
  /** The lock, and the questions to the person. */
  readonly guard: Guard;
  /**
   * Reads profiles and vault and starts the due-time loop. Rejects with `config_broken`, `config_newer`. A locked vault
   * does not reject; it shows in the View.
   */
  start(): Promise<void>;
  /** Stops the loop, cancels sign-ins in progress, and waits until a refresh in flight is durable. */
  stop(): Promise<void>;
  view(): View;
  /** Calls `listener` with each new View until you call the returned function. */
  subscribe(listener: (view: View) => void): () => void;
  /** Something changed outside (resume, network back, clock jump, keychain unlocked): checks everything now. */
  wake(reason: string): void;

  /** Rejects with `profile_exists`, `profile_invalid`, `provider_unknown`, `issuer_invalid`, vault and config codes. */
  addProfile(profile: Profile, secrets?: ProfileSecrets): Promise<ProfileView>;
  /** Merges settings over the current ones (`null` removes one). Keeps the sign-in unless the issuer, provider or client changed. */
  editProfile(name: string, settings: Record<string, unknown>, secrets?: ProfileSecrets): Promise<ProfileView>;
  /** Signs out (best effort at the provider), deletes a dynamic registration, then forgets everything. */
  removeProfile(name: string): Promise<void>;

  /** The configuration. Throws `profile_unknown`. */
  profile(name: string): Profile;
  /** The last refreshes since the agent started, newest first. Throws `profile_unknown`. */
  history(name: string): readonly RefreshEntry[];
  /** Given members replace the current ones, `null` removes one; the sign-in stays. Rejects with `profile_unknown`, `profile_invalid`. */
  setUses(name: string, uses: UsesPatch): Promise<ProfileView>;

  /** Starts a sign-in, or joins the one in progress. Resolves when there is something to show (waiting) or it has ended. */
  signIn(name: string, options?: { flow?: Flow; openBrowser?: boolean }): Promise<ProfileView>;
  /** Ends a sign-in in progress; an earlier sign-in stays. */
  cancelSignIn(name: string): Promise<ProfileView>;
  /** Opens the link of the sign-in in progress again. */
  openSignInLink(name: string): Promise<void>;
  /**
   * Revokes at the provider (best effort; `revoked` says whether it worked) and forgets the tokens; the registration
   * stays.
   */
  signOut(name: string): Promise<{ revoked: boolean; profile: ProfileView }>;

  /**
   * A token with at least `minTtlS` seconds left, from memory if possible. Rejects with `profile_unknown`,
   * `sign_in_needed`, `min_ttl_unavailable`, `provider_*`, `refresh_uncertain`, `vault_*`, `agent_locked`,
   * `ask_denied`, `ask_unanswered`, `ask_unavailable`.
   */
  token(name: string, options?: AskedBy): Promise<TokenAnswer>;
  /** Refreshes now, however much time is left. */
  refresh(name: string): Promise<ProfileView>;

  /**
   * Credentials of a role with at least `minTtlS` seconds left, from memory if possible. Rejects as `token` does, and
   * with `role_unknown`, `role_forbidden`, `roles_unsupported`, `throttled`.
   */
  roleCredentials(name: string, role: string, options?: AskedBy): Promise<RoleAnswer>;
  /** Everything that the sign-in may use, cached; `anew` fetches it again. Progress is in the View. */
  availableRoles(name: string, options?: { anew?: boolean }): Promise<AvailableRoles>;
  /** Rejects with `role_exists`, `profile_invalid`, `roles_unsupported`. */
  addRole(name: string, role: Role): Promise<ProfileView>;
  /** Rejects with `role_unknown`. */
  removeRole(name: string, role: string): Promise<ProfileView>;
  /** Opens the cloud's console in this role in the system browser. Rejects with `roles_unsupported`, `browser_unavailable`. */
  openConsole(name: string, role: string): Promise<void>;
  /** The console's address in this role, without any secret. Throws `role_unknown`, `roles_unsupported`. */
  consoleUrl(name: string, role: string): string;

  /**
   * The OAuth clients behind an admin API: the one in the profile's settings, or `adminUrl`. Throws `profile_unknown`,
   * `clients_unsupported`, `admin_url_missing`, `profile_invalid`.
   */
  clients(name: string, adminUrl?: string): ManagedClients;

  /** User names and passwords for git and container tools. */
  readonly logins: Logins;

  /** What was asked of the agent, by whom, and the outcome; oldest first. */
  readAudit(query: AuditQuery): Promise<AuditEntry[]>;
}

export interface AgentOptions extends PlainHttp {
  readonly version: string;
  /** Whether anyone could answer a question now: a window or a page is open. Absent: no one ever can. */
  readonly canAsk?: (() => boolean) | undefined;
  /** It is the desktop app. */
  readonly desktop?: boolean | undefined;
  /** The defaults of a new profile. */
  readonly newProfile?: (() => Pick<Profile, 'ask'>) | undefined;
  /** Absent: no one is asked about stored logins. */
  readonly loginRules?: LoginRules | undefined;
}
