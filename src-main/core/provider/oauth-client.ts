/** An OAuth client as the engine keeps it, and its secrets that a person sets; part of provider.ts. Types only. */
import type { Flow } from '../profile.ts';
import type { Secret } from '../secret.ts';

export type ClientAuthMethod = 'none' | 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt';

/** An OAuth client as the server returned it (RFC 7591 section 3.2.1) or as the person configured it. Kept in the vault. */
export interface Client {
  readonly source: 'registered' | 'configured';
  readonly clientId: string;
  readonly clientSecret?: Secret;
  /** PEM (PKCS #8) or JWK, for private_key_jwt; configured clients only. */
  readonly privateKey?: Secret;
  readonly authMethod: ClientAuthMethod;
  readonly flows: readonly Flow[];
  /** As registered; for loopback without port (RFC 8252 section 7.3). */
  readonly redirectUri?: string;
  /** Epoch milliseconds; absent: never. */
  readonly secretExpiresAtMs?: number;
  /** RFC 7592; both or neither. */
  readonly registrationAccessToken?: Secret;
  readonly registrationClientUri?: string;
  /** The metadata that the server RETURNED, without secrets; a PUT starts from it (RFC 7592 section 2.2). */
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** The secrets that a person sets for a profile; in the vault from the first moment. */
export interface ProfileSecrets {
  readonly clientSecret?: Secret;
  /** PEM (PKCS #8) or JWK with which the client signs (RFC 7523). */
  readonly privateKey?: Secret;
  /** Bearer token for dynamic registration (RFC 7591 section 3). */
  readonly initialAccessToken?: Secret;
}
