/**
 * The interface of a provider. A provider is request and parse: it says where to ask and how to read the answer.
 * It MUST NOT wait, retry, store, lock, open a browser, keep state between calls or look at another profile: the engine does.
 *
 * Every method MUST
 *  - go to the network only through `context.fetch` (it has the deadline, the size limit, the clock check and no redirects);
 *  - reject with a `LatchkeyError` and nothing else; a network error, a 5xx or a body that is not the expected JSON is
 *    `provider_unreachable` or `provider_error` (transient), never a terminal code;
 *  - use `sign_in_needed` only for the provider's own terminal answer about this grant (`invalid_grant` and its like), or with
 *    `grantStays` for an answer that only the person can fix (`interaction_required` and its like), and
 *    `client_rejected` only for its terminal answer about this client (`invalid_client`: gone, expired or wrong secret);
 *  - treat what a server sends as `unknown` until zod or an equally strict parser has read it; unknown members are ignored;
 *  - put no secret into an error message, a URL or a log field.
 */
import type { z } from 'zod';
import type { LatchkeyError } from '../errors.ts';
import type { Flow } from '../profile.ts';
import type { Secret } from '../secret.ts';
import type { ClientAdmin } from './client-admin.ts';
import type { Exchange, ProviderContext, Server, ServerExchange } from './exchange.ts';
import type { Client, ProfileSecrets } from './oauth-client.ts';
import type { RoleSource } from './role-source.ts';

export type { Client, ClientAuthMethod, ProfileSecrets } from './oauth-client.ts';

export interface DeviceAuthorization {
  readonly deviceCode: Secret;
  readonly userCode: string;
  readonly verificationUri: string;
  readonly verificationUriComplete?: string;
  /** Seconds from now. */
  readonly expiresInS: number;
  /** Seconds between polls; 5 if the server names none (RFC 8628 section 3.2). */
  readonly intervalS: number;
}

export interface Identity {
  readonly subject: string;
  readonly name?: string;
  readonly username?: string;
  readonly email?: string;
}

export interface TokenSet {
  readonly accessToken: Secret;
  /** Seconds; absent: unknown, which is not infinite (RFC 6749 section 5.1). */
  readonly lifetimeS?: number;
  readonly refreshToken?: Secret;
  /** Seconds until the refresh token expires, if the provider says so. */
  readonly refreshLifetimeS?: number;
  /** Space-separated, as granted; absent: as requested. */
  readonly scope?: string;
  /** From a validated ID token, if there is one. */
  readonly identity?: Identity;
  /** Whom an ID token names that did not pass its checks: compared with who is signed in, never kept or shown. */
  readonly namedSubject?: string;
}

/**
 * A success of the token endpoint in answer to a refresh (RFC 6749 section 5.1), split into what it gave and what that is worth:
 * with rotation, the refresh token in an answer that cannot be used is the only one left.
 */
export interface RefreshAnswer {
  /** Absent: the old one stays valid (section 6). The engine makes it durable before it calls `tokens`. */
  readonly refreshToken?: Secret;
  /** As in `TokenSet`. */
  readonly refreshLifetimeS?: number;
  /** Judges the rest, and asks no one. Rejects when the answer cannot be used. */
  tokens(): Promise<TokenSet>;
}

/** What a sign-in leaves to be revoked. */
export interface RevocableTokens {
  readonly refreshToken?: Secret;
  readonly accessToken?: Secret;
}

export type DevicePoll =
  | { readonly kind: 'pending' | 'slow-down' /** Seconds, from Retry-After. */; readonly retryAfterS?: number }
  | { readonly kind: 'unknown-refusal'; readonly error: LatchkeyError } // Perhaps "not yet"; three in a row end it.
  | { readonly kind: 'unusable'; readonly error: LatchkeyError } // A success that cannot be used; the code is spent.
  | { readonly kind: 'tokens'; readonly tokens: TokenSet };

export interface AuthorizationRequest {
  readonly url: string;
  /** What `redeemCode` needs besides the answer; the engine holds it in memory until then. */
  readonly codeVerifier: Secret;
  readonly state: string;
  readonly nonce?: string;
}

export interface Provider<Settings = unknown> {
  readonly kind: string;
  /** Shown to people, e.g. `OpenID Connect`. */
  readonly title: string;
  readonly settings: z.ZodType<Settings>;
  /** A short name for the server before discovery, from the settings alone (usually the host). */
  displayName(settings: Settings): string;
  /** The redirect URI to listen on; loopback IP literal, port 0 or none for any free one (RFC 8252 section 7.3). */
  redirectUri(settings: Settings): string;

  /**
   * A text that stays equal as long as a sign-in made under the old settings may continue under the new ones (the
   * issuer and the client, not the scopes). Absent: every change of the settings ends the sign-in.
   */
  signInKey?(settings: Settings): string;

  discover(context: ProviderContext, settings: Settings): Promise<Server>;
  /** Any small request to the token server, for the `Date` of its answer. Absent: `discover` sends one. */
  askTime?(context: ProviderContext, settings: Settings): Promise<unknown>;

  /** Rejects unusable settings with `profile_invalid` before they are stored. Sends nothing. */
  checkSecrets?(secrets: ProfileSecrets): Promise<void>;

  /** The client that the settings name, or undefined if one must be registered. Sends nothing. */
  configuredClient(server: Server, settings: Settings, secrets: ProfileSecrets): Client | undefined;
  /** Registers one client that can do `flow` (and the server's other flows if one registration can serve both). */
  register(exchange: ServerExchange<Settings>, flow: Flow, secrets: ProfileSecrets): Promise<Client>;
  /** RFC 7592, if offered. Each resolves to the client as it is now, with rotated secret and token. `client_rejected`: gone. */
  readRegistration?(exchange: Exchange<Settings>): Promise<Client>;
  updateRegistration?(exchange: Exchange<Settings>): Promise<Client>;
  /** `unsupported` on 405 (RFC 7592 section 2.3); `gone` also if the server no longer knew it. */
  deleteRegistration?(exchange: Exchange<Settings>): Promise<'gone' | 'unsupported'>;
  /** True if the settings ask for something that the client was not registered for. */
  registrationOutdated?(server: Server, settings: Settings, client: Client): boolean;

  startDevice(exchange: Exchange<Settings>): Promise<DeviceAuthorization>;
  /** `code_expired`, `sign_in_denied` and every other OAuth error reject and end the polling (RFC 8628 section 3.5). */
  pollDevice(exchange: Exchange<Settings>, device: DeviceAuthorization): Promise<DevicePoll>;

  authorizationRequest(exchange: Exchange<Settings>, redirectUri: string): Promise<AuthorizationRequest>;
  /**
   * `query` is what came to the redirect URI; its state is already known to match. Checks `iss` (RFC 9207) and `error`
   * itself.
   */
  redeemCode(
    exchange: Exchange<Settings>,
    request: AuthorizationRequest,
    query: URLSearchParams,
    redirectUri: string,
  ): Promise<TokenSet>;

  /** Any success in JSON resolves, whatever is in it; only a refusal and trouble reject. */
  refresh(exchange: Exchange<Settings>, refreshToken: Secret): Promise<RefreshAnswer>;
  /** Revokes what it can (RFC 7009). `unsupported`: the server has no such endpoint; the tokens end by themselves. */
  revoke(exchange: Exchange<Settings>, tokens: RevocableTokens): Promise<'revoked' | 'unsupported'>;
  /** Who is signed in, if the token answer did not say; undefined if the server has no way to tell. */
  identify?(exchange: ServerExchange<Settings>, accessToken: Secret): Promise<Identity | undefined>;
  /** Where an access token is exchanged for credentials of cloud accounts (the portals of AWS and Huawei Cloud). */
  readonly roles?: RoleSource<Settings>;
  /** Where OAuth clients are managed through an admin API (Ory Hydra). */
  readonly clients?: ClientAdmin<Settings>;
}
