/** Clients of the stand-in: the admin API, and dynamic registration with what it forbids. */
import { badClient, HydraRefusal, notFound } from './refusal.ts';
import type { HydraState, Json, StoredClient } from './state.ts';

const LIFESPAN = /_lifespan$/;
const AUTH_METHODS = ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'];

/** Go gives 1h back as 1h0m0s, 90s as 1m30s. Only whole seconds are rewritten here; others come back as they were. */
function normalised(duration: unknown): unknown {
  const [, amount, unit = ''] = typeof duration === 'string' ? (/^(\d{1,6})([hms])$/.exec(duration) ?? []) : [];
  if (amount === undefined) return duration ?? null;
  const seconds = Number(amount) * (unit === 'h' ? 3600 : unit === 'm' ? 60 : 1);
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60];
  if (h > 0) return `${h}h${m}m${s}s`;
  return m > 0 ? `${m}m${s}s` : `${s}s`;
}

function refuseBad(client: Json, secret: unknown): void {
  if (typeof secret === 'string' && secret.length < 6) {
    throw badClient('Field client_secret must contain a secret that is at least 6 characters long.');
  }
  // An empty key set is one, too: Hydra looks whether it is there.
  if (client['jwks'] !== undefined && client['jwks_uri']) {
    throw badClient('Fields jwks and jwks_uri can not both be set, you must choose one.');
  }
  const method = client['token_endpoint_auth_method'] ?? 'client_secret_basic';
  if (!AUTH_METHODS.includes(String(method))) throw badClient('Field token_endpoint_auth_method is not supported.');
  if (method === 'private_key_jwt' && client['jwks'] === undefined && !client['jwks_uri']) {
    throw badClient("When token_endpoint_auth_method is 'private_key_jwt', either jwks or jwks_uri must be set.");
  }
  const redirects = (client['redirect_uris'] ?? []) as string[];
  if (redirects.some((uri) => uri.includes('#'))) throw badClient('Redirect URIs must not contain fragments (#).');
  if (!['', 'public', 'pairwise'].includes(String(client['subject_type'] ?? ''))) {
    throw badClient('Subject type is not supported by server, only public, pairwise are allowed.');
  }
  if (!['', 'jwt', 'opaque'].includes(String(client['access_token_strategy'] ?? ''))) {
    throw badClient("Access token strategy must be either 'opaque' or 'jwt'.");
  }
}

/** What Hydra stores and answers of a client: its defaults, its own members, all lifespans. */
function completed(state: HydraState, sent: Json, lifespans: readonly string[], before?: Json): Json {
  const { client_secret: _secret, registration_access_token: _token, ...fields } = sent;
  const now = new Date(state.nowMs()).toISOString();
  const all = lifespans
    .map((name) => [name, normalised(fields[name])] as const)
    .filter(([, value]) => value !== null || state.options.nullLifespans !== false);
  return {
    token_endpoint_auth_method: 'client_secret_basic',
    grant_types: ['authorization_code'],
    response_types: ['code'],
    scope: 'offline_access offline openid',
    subject_type: 'public',
    userinfo_signed_response_alg: 'none',
    metadata: {},
    jwks: {},
    skip_consent: false,
    ...fields,
    ...Object.fromEntries(all),
    client_secret_expires_at: 0,
    created_at: before?.['created_at'] ?? now,
    updated_at: now,
  };
}

export class HydraClients {
  readonly #state: HydraState;
  readonly #lifespans: readonly string[];

  constructor(state: HydraState, members: readonly string[]) {
    this.#state = state;
    this.#lifespans = members.filter((name) => LIFESPAN.test(name));
  }

  /** The answer, with what is shown once. */
  create(sent: Json, isDynamic: boolean): Json {
    refuseBad(sent, sent['client_secret']);
    const id = (isDynamic ? undefined : (sent['client_id'] as string | undefined)) || this.#state.newId();
    if (this.#state.clients.has(id)) {
      throw new HydraRefusal(
        409,
        'Unable to insert or update resource because a resource with that value exists already',
        '',
      );
    }
    const isPublic = sent['token_endpoint_auth_method'] === 'none';
    const secret = isPublic ? undefined : ((sent['client_secret'] as string | undefined) ?? this.#state.newSecret());
    const uri = `${this.#state.publicUrl}/oauth2/register/${encodeURIComponent(id)}`;
    const fields = completed(this.#state, { ...sent, client_id: id, registration_client_uri: uri }, this.#lifespans);
    const registrationToken = this.#state.random('ory_at_');
    this.#state.clients.set(id, { fields, secrets: secret ? [secret] : [], registrationToken, isDynamic });
    return shown(fields, secret, registrationToken);
  }

  get(id: string): StoredClient {
    const client = this.#state.clients.get(id);
    if (client) return client;
    throw notFound('Unable to locate the resource');
  }

  /** The whole client again; without a secret the present one stays. */
  set(id: string, sent: Json): Json {
    const client = this.get(id);
    refuseBad(sent, sent['client_secret']);
    const secret = sent['client_secret'] as string | undefined;
    const own = { client_id: id, registration_client_uri: client.fields['registration_client_uri'] };
    client.fields = completed(this.#state, { ...sent, ...own }, this.#lifespans, client.fields);
    if (secret) client.secrets = [secret];
    return shown(client.fields, secret, undefined);
  }

  setLifespans(id: string, sent: Json): Json {
    const client = this.get(id);
    const { updated_at: _, ...fields } = client.fields;
    const kept = Object.entries(fields).filter(([name]) => !this.#lifespans.includes(name));
    client.fields = completed(this.#state, { ...Object.fromEntries(kept), ...sent }, this.#lifespans, client.fields);
    return client.fields;
  }

  rotate(id: string): Json {
    const client = this.get(id);
    if (client.fields['token_endpoint_auth_method'] === 'none') {
      throw new HydraRefusal(400, 'invalid_request', 'The client has no secret to rotate.');
    }
    const secret = this.#state.newSecret();
    client.secrets.unshift(secret);
    return shown(client.fields, secret, undefined);
  }

  dropRotated(id: string): Json {
    const client = this.get(id);
    client.secrets.splice(1);
    return client.fields;
  }

  delete(id: string): void {
    this.get(id);
    this.#state.clients.delete(id);
    for (const [value, token] of this.#state.tokens) if (token.clientId === id) this.#state.tokens.delete(value);
  }

  register(sent: Json): Json {
    refuseForbidden(sent, 400);
    return this.create(sent, true);
  }

  /** The registration token of the request, or 401 for a wrong one and for an unknown client alike. */
  authorized(id: string, authorization: string | undefined): StoredClient {
    const client = this.#state.clients.get(id);
    if (client && authorization === `Bearer ${client.registrationToken}`) return client;
    throw new HydraRefusal(
      401,
      'The request could not be authorized',
      'The requested OAuth 2.0 client does not exist or you provided incorrect credentials.',
    );
  }

  /** Gives a new registration token; the old one is dead from here on. */
  update(id: string, sent: Json): Json {
    refuseForbidden(sent, 403);
    const answer = this.set(id, sent);
    const client = this.get(id);
    client.registrationToken = this.#state.random('ory_at_');
    return { ...answer, registration_access_token: client.registrationToken };
  }
}

function shown(fields: Json, secret: string | undefined, token: string | undefined): Json {
  return {
    ...fields,
    ...(secret !== undefined && { client_secret: secret }),
    ...(token !== undefined && { registration_access_token: token }),
  };
}

function refuseForbidden(sent: Json, secretStatus: 400 | 403): void {
  if (sent['client_secret'] !== undefined) {
    throw new HydraRefusal(
      secretStatus,
      'The request was malformed or contained invalid parameters',
      'It is not allowed to choose your own OAuth2 Client secret.',
    );
  }
  for (const name of ['metadata', 'access_token_strategy', 'skip_consent', 'skip_logout_consent']) {
    if (sent[name] !== undefined) throw badClient(`"${name}" cannot be set for dynamic client registration`);
  }
}
