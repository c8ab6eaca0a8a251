/**
 * What survives a restart, one record per profile, and its form in the vault (JSON). Only this file and
 * `record-store.ts` turn a Secret into text for storing; nothing here touches the network.
 */
import { z } from 'zod';
import { Flow } from '../profile.ts';
import type { Client, Identity, ProfileSecrets } from '../provider/provider.ts';
import { Secret, secret } from '../secret.ts';
import { unreadable } from './unreadable.ts';

/** One sign-in: everything needed to continue without the person. */
export interface Grant {
  /** Random; shows a refresh that finishes late whether its sign-in is still the current one. */
  readonly id: string;
  readonly flow: Flow;
  readonly issuer: string;
  readonly clientId: string;
  readonly signedInAtMs: number;
  readonly refreshToken?: Secret;
  /** Epoch milliseconds at which the refresh token expires, if the provider said so. */
  readonly refreshExpiresAtMs?: number;
  /** Kept only if there is no refresh token: then it is all that can survive a restart. */
  readonly accessToken?: Secret;
  readonly accessExpiresAtMs?: number;
  /** The same end by the provider's clock, epoch milliseconds, if known. */
  readonly accessEndsByServerMs?: number;
  readonly scope?: string;
  readonly identity?: Identity;
}

/** What an admin API showed once about a client that a person manages; see managed-clients.ts. */
export interface ManagedSecrets {
  readonly adminUrl: string;
  readonly clientId: string;
  readonly clientSecret?: Secret;
  readonly registrationAccessToken?: Secret;
}

export interface VaultRecord {
  readonly secrets: ProfileSecrets;
  /** Registered clients, newest last. */
  readonly clients: readonly Client[];
  readonly grant?: Grant;
  /** Why the last grant ended, so that a restart can still say it: the provider's answer in our words. */
  readonly endedBecause?: string;
  /** Belongs to the admin APIs named in it, not to the sign-in: stays when that ends or changes. */
  readonly managed?: readonly ManagedSecrets[];
}

export const EMPTY_RECORD: VaultRecord = { secrets: {}, clients: [] };

const SecretText = z.string().transform(secret);
const Text = z.string().exactOptional();
const OptionalSecret = SecretText.exactOptional();
const EpochMs = z.number().exactOptional();

const ClientShape = z.object({
  source: z.enum(['registered', 'configured']),
  clientId: z.string(),
  clientSecret: OptionalSecret,
  authMethod: z.enum(['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt']),
  flows: z.array(Flow),
  redirectUri: Text,
  secretExpiresAtMs: EpochMs,
  registrationAccessToken: OptionalSecret,
  registrationClientUri: Text,
  metadata: z.record(z.string(), z.unknown()),
});

const IdentityShape = z.object({ subject: z.string(), name: Text, username: Text, email: Text });

const GrantShape = z.object({
  id: z.string(),
  flow: Flow,
  issuer: z.string(),
  clientId: z.string(),
  signedInAtMs: z.number(),
  refreshToken: OptionalSecret,
  refreshExpiresAtMs: EpochMs,
  accessToken: OptionalSecret,
  accessExpiresAtMs: EpochMs,
  accessEndsByServerMs: EpochMs,
  scope: Text,
  identity: IdentityShape.exactOptional(),
});

const ManagedShape = z.object({
  adminUrl: z.string(),
  clientId: z.string(),
  clientSecret: OptionalSecret,
  registrationAccessToken: OptionalSecret,
});

const RecordShape = z.object({
  v: z.literal(1),
  /** The provider's `signInKey` at the time of writing. */
  signInKey: z.string(),
  secrets: z.object({ clientSecret: OptionalSecret, privateKey: OptionalSecret, initialAccessToken: OptionalSecret }),
  clients: z.array(ClientShape),
  grant: GrantShape.exactOptional(),
  endedBecause: Text,
  managed: z.array(ManagedShape).exactOptional(),
});

/** The text for the vault; `signInKey` says whom the record belongs to. */
export function formatRecord(record: VaultRecord, signInKey: string): Secret {
  const text = JSON.stringify({ v: 1, signInKey, ...record }, function revealing(key, value: unknown) {
    // JSON.stringify passes the result of toJSON; the Secret itself is in the holder.
    const raw = (this as Record<string, unknown>)[key];
    return raw instanceof Secret ? raw.reveal() : value;
  });
  return secret(text);
}

/**
 * Throws `vault_failed` if the item is not ours or damaged; it is left as it is. A record of another issuer or client
 * (the configuration was edited by hand) counts as none: its secrets must not go where the settings point now.
 */
export function parseRecord(account: string, text: Secret, signInKey: string): VaultRecord {
  try {
    const { v: _, signInKey: belongsTo, ...record } = RecordShape.parse(JSON.parse(text.reveal()));
    return belongsTo === signInKey ? record : { ...EMPTY_RECORD, ...managedOf(record) };
  } catch {
    // The cause would quote what was read, so it is not passed on.
    const hint = `Remove the profile and add it again: \`latchkey profile remove ${account}\`.`;
    throw unreadable(`The keychain entry for ${account}`, text.reveal(), hint);
  }
}

/** What survives a sign-in, a sign-out and a change of issuer or client. */
export function managedOf({ managed }: VaultRecord): Pick<VaultRecord, 'managed'> {
  return managed ? { managed } : {};
}

/** What stays when a sign-in ends or is replaced. */
export function withoutGrant(record: VaultRecord): VaultRecord {
  return { secrets: record.secrets, clients: record.clients, ...managedOf(record) };
}

/** True if storing `next` in place of `kept` would change nothing (no rotation): an unnecessary write. */
export function sameGrant(kept: Grant, next: Grant): boolean {
  return JSON.stringify(plain(kept)) === JSON.stringify(plain(next));
}

function plain({ refreshToken, accessToken, ...rest }: Grant): unknown[] {
  return [refreshToken?.reveal(), accessToken?.reveal(), ...Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1))];
}
