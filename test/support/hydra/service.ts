/** One request to the stand-in: what the description does not allow is refused before any behaviour. */
import type { RawRequest } from '../http/traffic.ts';
import type { HydraClients } from './clients.ts';
import { answerDeviations, type Found, operationOf, requestDeviations } from './description.ts';
import { authorizePage, devicePage, type Page } from './pages.ts';
import { type PatchStep, patched } from './patch.ts';
import { HydraRefusal, notFound } from './refusal.ts';
import type { HydraState, Json } from './state.ts';
import { DEVICE_GRANT, introspect, revoke, startDevice, token, userinfo } from './tokens.ts';

export type Port = 'public' | 'admin';

export interface Desk {
  readonly state: HydraState;
  readonly clients: HydraClients;
  /** What was used of the description: operationIds, `oAuth2Client.member`, `operationId ! status`. */
  readonly exercised: Set<string>;
  /** What callers did that the description does not allow; a test expects it to stay empty. */
  readonly violations: string[];
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const parse = (request: RawRequest): Json => JSON.parse(request.body || '{}') as Json;

function discovery({ options, publicUrl }: HydraState): Json {
  const hasDevice = options.deviceFlow !== false;
  return {
    issuer: publicUrl,
    authorization_endpoint: `${publicUrl}/oauth2/auth`,
    token_endpoint: `${publicUrl}/oauth2/token`,
    jwks_uri: `${publicUrl}/.well-known/jwks.json`,
    revocation_endpoint: `${publicUrl}/oauth2/revoke`,
    userinfo_endpoint: `${publicUrl}/userinfo`,
    ...(hasDevice && { device_authorization_endpoint: `${publicUrl}/oauth2/device/auth` }),
    ...(options.dynamicRegistration && { registration_endpoint: `${publicUrl}/oauth2/register` }),
    subject_types_supported: ['public'],
    response_types_supported: ['code', 'code id_token', 'id_token', 'token id_token', 'token', 'token id_token code'],
    id_token_signing_alg_values_supported: ['RS256'],
    id_token_signed_response_alg: ['RS256'],
    userinfo_signed_response_alg: ['RS256'],
    grant_types_supported: [
      'authorization_code',
      'implicit',
      'client_credentials',
      'refresh_token',
      ...(hasDevice ? [DEVICE_GRANT] : []),
    ],
    scopes_supported: [...(options.scopesSupported ?? ['offline_access', 'offline', 'openid'])],
    token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic', 'private_key_jwt', 'none'],
    code_challenge_methods_supported: ['plain', 'S256'],
  };
}

type Act = (desk: Desk, request: RawRequest, found: Found) => Answer;
const good = (body: unknown, status = 200): Answer => ({ status, body });

function listed({ state }: Desk, { query }: RawRequest): Answer {
  const matching = [...state.clients.values()].filter(({ fields }) =>
    (['client_name', 'owner'] as const).every((name) => !query.get(name) || fields[name] === query.get(name)),
  );
  const size = Number(query.get('page_size') ?? 250);
  const from = Number(query.get('page_token') ?? 0);
  const items = matching.slice(from, from + size).map(({ fields }) => fields);
  const next = from + size < matching.length ? from + size : undefined;
  const link = next === undefined ? {} : { link: `</admin/clients?page_size=${size}&page_token=${next}>; rel="next"` };
  return { status: 200, body: items, headers: { ...link, 'x-total-count': String(matching.length) } };
}

function demandRegistration({ options }: HydraState): void {
  if (!options.dynamicRegistration) throw notFound('Dynamic registration is not enabled.');
}

const ACTS: Readonly<Record<string, Act>> = {
  discoverOidcConfiguration: ({ state }) => good(discovery(state)),
  discoverJsonWebKeys: () => good({ keys: [] }),
  oAuth2DeviceFlow: ({ state }, request) => {
    if (state.options.deviceFlow === false) throw notFound('');
    return good(startDevice(state, request));
  },
  oauth2TokenExchange: ({ state }, request) => good(token(state, request)),
  revokeOAuth2Token: ({ state }, request) => {
    revoke(state, request);
    return { status: 200 };
  },
  getOidcUserInfo: ({ state }, { headers }) => good(userinfo(state, headers.authorization)),
  introspectOAuth2Token: ({ state }, request) => good(introspect(state, request)),
  listOAuth2Clients: listed,
  createOAuth2Client: ({ clients }, request) => good(clients.create(parse(request), false), 201),
  getOAuth2Client: ({ clients }, _request, { id }) => good(clients.get(id).fields),
  setOAuth2Client: ({ clients }, request, { id }) => good(clients.set(id, parse(request))),
  patchOAuth2Client: ({ clients }, request, { id }) => {
    return good(clients.set(id, patched(clients.get(id).fields, JSON.parse(request.body) as PatchStep[])));
  },
  deleteOAuth2Client: ({ clients }, _request, { id }) => {
    clients.delete(id);
    return { status: 204 };
  },
  setOAuth2ClientLifespans: ({ clients }, request, { id }) => good(clients.setLifespans(id, parse(request))),
  rotateOAuth2ClientSecret: ({ clients }, _request, { id }) => good(clients.rotate(id)),
  deleteRotatedOAuth2ClientSecrets: ({ clients }, _request, { id }) => good(clients.dropRotated(id)),
  createOidcDynamicClient: ({ state, clients }, request) => {
    demandRegistration(state);
    return good(clients.register(parse(request)), 201);
  },
  getOidcDynamicClient: ({ clients }, { headers }, { id }) =>
    good(clients.authorized(id, headers.authorization).fields),
  setOidcDynamicClient: ({ clients }, request, { id }) => {
    clients.authorized(id, request.headers.authorization);
    return good(clients.update(id, parse(request)));
  },
  deleteOidcDynamicClient: ({ clients }, { headers }, { id }) => {
    clients.authorized(id, headers.authorization);
    clients.delete(id);
    return { status: 204 };
  },
};

export function pageOf(port: Port, desk: Desk, request: RawRequest): Page | undefined {
  if (port !== 'public') return undefined;
  if (request.path === '/oauth2/auth') return authorizePage(desk.state, request);
  return request.path === '/oauth2/device/verify' ? devicePage(desk.state, request) : undefined;
}

/** RFC 7591 section 2: members that a server does not know are ignored at registration; they are noted nowhere. */
function withoutForeign(found: Found, request: RawRequest): RawRequest {
  if (!found.operation.operationId.endsWith('OidcDynamicClient') || request.body === '') return request;
  const { application_type: _type, ...known } = parse(request);
  return { ...request, body: JSON.stringify(known) };
}

export function serve(port: Port, desk: Desk, given: RawRequest): Answer {
  // The same document under RFC 8414's name; the description does not have it.
  const path = given.path.replace('/.well-known/oauth-authorization-server', '/.well-known/openid-configuration');
  const request = { ...given, path };
  const found = operationOf(request);
  if (found === undefined || (port === 'admin') !== path.startsWith('/admin/'))
    return { status: 404, body: { error: 'The requested resource could not be found' } };
  if (found === 'wrong-method') return { status: 405, body: { error: 'Method Not Allowed' } };
  const { operationId } = found.operation;
  const note = (name: string) => desk.exercised.add(name);
  const answer = acted(desk, found, withoutForeign(found, request), note);
  note(answer.status < 400 ? operationId : `${operationId} ! ${answer.status}`);
  const own = answer.body === undefined ? [] : answerDeviations(found.operation, answer.status, answer.body, note);
  // An older release, which the description is not of.
  const older =
    desk.state.options.deviceFlow === false &&
    own.every((what) => what.endsWith('device_authorization_endpoint is missing'));
  if (own.length > 0 && !older) throw new Error(`The stand-in's own answer to ${operationId}: ${own.join(', ')}`);
  return answer;
}

/** Two operations are described with another form of errors. */
function usesGenericError({ operation }: Found): boolean {
  return JSON.stringify(operation.responses['default'] ?? {}).includes('/genericError"');
}

function generic({ status, body }: HydraRefusal): Json {
  return { code: status, message: body.error, reason: body.error_description };
}

function acted(desk: Desk, found: Found, request: RawRequest, note: (name: string) => void): Answer {
  const wrong = requestDeviations(found.operation, request, note);
  desk.violations.push(...wrong.map((what) => `${found.operation.operationId}: ${what}`));
  try {
    if (wrong.length > 0) throw new HydraRefusal(400, 'invalid_request', wrong.join(', '));
    const act = ACTS[found.operation.operationId];
    if (act === undefined) throw notFound('The stand-in does not have this operation.');
    return act(desk, request, found);
  } catch (error) {
    if (!(error instanceof HydraRefusal)) throw error;
    return { status: error.status, body: usesGenericError(found) ? generic(error) : error.body };
  }
}
