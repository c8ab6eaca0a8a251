/** The 51 members of Hydra's client object (schema oAuth2Client of its API description), and the checks before sending. */

import { LatchkeyError } from '../../core/errors.ts';
import type { ClientFields, PatchOperation } from '../../core/provider/client-admin.ts';
import type { Secret } from '../../core/secret.ts';
import { durationNs } from './duration.ts';

/** `server`: set only by Hydra; accepted in a file that Hydra gave, and left out. */
type Kind = 'text' | 'texts' | 'flag' | 'duration' | 'keys' | 'json' | 'secret' | 'server';

const named = <K extends Kind>(kind: K, ...names: string[]) => names.map((name) => [name, kind] as const);

export const CLIENT_FIELDS: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ...named('text', 'access_token_strategy', 'backchannel_logout_uri', 'client_id', 'client_name', 'client_uri'),
  ...named('text', 'frontchannel_logout_uri', 'jwks_uri', 'logo_uri', 'owner', 'policy_uri'),
  ...named('text', 'request_object_signing_alg', 'scope', 'sector_identifier_uri', 'subject_type'),
  ...named('text', 'token_endpoint_auth_method', 'token_endpoint_auth_signing_alg', 'tos_uri'),
  ...named('text', 'userinfo_signed_response_alg'),
  ...named('texts', 'allowed_cors_origins', 'audience', 'contacts', 'grant_types', 'post_logout_redirect_uris'),
  ...named('texts', 'redirect_uris', 'request_uris', 'response_types'),
  ...named('flag', 'backchannel_logout_session_required', 'frontchannel_logout_session_required'),
  ...named('flag', 'skip_consent', 'skip_logout_consent'),
  ...['authorization_code', 'device_authorization', 'refresh_token'].flatMap((grant) =>
    named('duration', ...['access', 'id', 'refresh'].map((token) => `${grant}_grant_${token}_token_lifespan`)),
  ),
  ...named('duration', 'client_credentials_grant_access_token_lifespan', 'jwt_bearer_grant_access_token_lifespan'),
  ...named('duration', 'implicit_grant_access_token_lifespan', 'implicit_grant_id_token_lifespan'),
  ...named('keys', 'jwks'),
  ...named('json', 'metadata'),
  ...named('secret', 'client_secret'),
  ...named('server', 'client_secret_expires_at', 'created_at', 'registration_access_token'),
  ...named('server', 'registration_client_uri', 'updated_at'),
]);

const SHORTEST_SECRET = 6;

/**
 * What can be sent: checked, without the server's own members and without null (which means: not set). Throws
 * `client_invalid`.
 */
export function checkedFields(fields: ClientFields): ClientFields {
  const kept = Object.entries(fields).filter(([name, value]) => {
    const kind = kindOf(name);
    if (kind === 'server') return false;
    if (kind === 'secret')
      throw invalid('client_secret does not belong among the fields', 'Give the secret separately.');
    if (value === null && kind !== 'json') return false;
    checkValue(name, kind, value);
    return true;
  });
  const sent = Object.fromEntries(kept);
  if (!sent['jwks_uri'] || sent['jwks'] === undefined) return sent;
  // Hydra returns `jwks: {}` if there are none, and refuses it beside jwks_uri.
  if (hasKeys(sent['jwks'])) throw bothKeys();
  const { jwks: _none, ...rest } = sent;
  return rest;
}

/** Only lifespans. Throws `client_invalid`. */
export function checkedLifespans(fields: ClientFields): ClientFields {
  const other = Object.keys(fields).find((name) => CLIENT_FIELDS.get(name) !== 'duration');
  if (other !== undefined) {
    throw invalid(
      `'${other.slice(0, 80)}' is not a lifespan`,
      'Lifespans have names like refresh_token_grant_access_token_lifespan.',
    );
  }
  return checkedFields(fields);
}

/** Throws `client_invalid`; the sentence gives its length, never the secret. */
export function checkSecret(secret: Secret | undefined): void {
  if (secret === undefined || secret.length >= SHORTEST_SECRET) return;
  throw invalid(
    `the client secret has ${secret.length} characters, and Hydra requires at least ${SHORTEST_SECRET}`,
    'Give a longer one, or none: then Hydra creates one.',
  );
}

/** Throws `client_invalid`. */
export function checkPatch(operations: readonly PatchOperation[]): void {
  if (operations.length === 0) throw invalid('the patch is empty', 'Give at least one operation.');
  const added = new Set<string>();
  for (const { op, path, value } of operations) {
    // RFC 6901 section 3: a pointer; a client's members have no characters that need escaping.
    const [before, name = '', ...deeper] = path.split('/');
    if (before !== '' || name === '') throw invalid(`the path '${path.slice(0, 80)}' names no field`, POINTER);
    const kind = kindOf(name);
    if (op === 'test') continue;
    if (kind === 'server' || name === 'client_id')
      throw invalid(`${name} cannot be changed`, 'Leave it out of the patch.');
    if ((op !== 'add' && op !== 'replace') || deeper.length > 0) continue;
    added.add(name);
    if (kind === 'secret') checkPatchedSecret(value);
    else if (value !== null) checkValue(name, kind, value);
  }
  if (added.has('jwks') && added.has('jwks_uri')) throw bothKeys();
}

const POINTER = 'Write it as a JSON Pointer, such as /client_name or /redirect_uris/-.';

function checkPatchedSecret(value: unknown): void {
  if (typeof value === 'string' && value.length >= SHORTEST_SECRET) return;
  throw invalid(
    `the client secret is not a string of at least ${SHORTEST_SECRET} characters`,
    'Give a longer one, or use `latchkey clients rotate-secret NAME ID`.',
  );
}

function kindOf(name: string): Kind {
  const kind = CLIENT_FIELDS.get(name);
  if (kind) return kind;
  throw invalid(`a client has no field '${name.slice(0, 80)}'`, 'See docs/hydra.md for the list of fields.');
}

function checkValue(name: string, kind: Kind, value: unknown): void {
  const wanted = problemOf(kind, value);
  if (wanted === undefined) return;
  const hint = kind === 'duration' ? 'Write it like 90s, 30m, 1h30m or 720h.' : `Give ${name} as ${wanted}.`;
  throw invalid(`${name} must be ${wanted}`, hint);
}

/** What it should be, or undefined if it is. */
function problemOf(kind: Kind, value: unknown): string | undefined {
  const isText = typeof value === 'string';
  if (kind === 'text') return isText ? undefined : 'a string';
  if (kind === 'flag') return typeof value === 'boolean' ? undefined : 'true or false';
  if (kind === 'texts')
    return Array.isArray(value) && value.every((one) => typeof one === 'string') ? undefined : 'a list of strings';
  if (kind === 'duration') return isText && durationNs(value) !== undefined ? undefined : "a duration in Go's form";
  if (kind === 'keys') return isKeySet(value) ? undefined : 'a JSON Web Key Set: {"keys": [...]}';
  return undefined;
}

function isKeySet(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return !('keys' in value) || (Array.isArray(value.keys) && value.keys.every((key) => typeof key === 'object'));
}

function hasKeys(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && 'keys' in value && Array.isArray(value.keys) && value.keys.length > 0
  );
}

function bothKeys(): LatchkeyError {
  return invalid('jwks and jwks_uri are both given, but a client has only one of them', 'Remove one of the two.');
}

function invalid(what: string, hint: string): LatchkeyError {
  return new LatchkeyError('client_invalid', `The client is not valid: ${what}.`, { hint });
}
