/** What passes in front of the test OpenID provider: the names of its requests, and which members are secrets. */
import { type RawRequest, type SeenRequest as ServerRequest, Traffic as ServerTraffic } from '../http/traffic.ts';

export type { Fault } from '../http/traffic.ts';

export const ROUTES = [
  'discovery',
  'jwks',
  'registration',
  'registration_management',
  'device',
  'poll',
  'code',
  'refresh',
  'token', // any other use of the token endpoint
  'revocation',
  'introspection',
  'userinfo',
  'page', // what a browser sees
] as const;
export type Route = (typeof ROUTES)[number];
export type Traffic = ServerTraffic<Route>;
export type SeenRequest = ServerRequest<Route>;

const PATHS: Readonly<Record<string, Route>> = {
  '/.well-known/openid-configuration': 'discovery',
  '/.well-known/oauth-authorization-server': 'discovery',
  '/jwks': 'jwks',
  '/reg': 'registration',
  '/device/auth': 'device',
  '/token/revocation': 'revocation',
  '/token/introspection': 'introspection',
  '/me': 'userinfo',
};
const GRANTS: Readonly<Record<string, Route>> = {
  'urn:ietf:params:oauth:grant-type:device_code': 'poll',
  authorization_code: 'code',
  refresh_token: 'refresh',
};
const secretMembers = [
  'access_token',
  'refresh_token',
  'id_token',
  'device_code',
  'code',
  'code_verifier',
  'client_secret',
  'registration_access_token',
];

function routeOf({ path, form }: RawRequest): Route {
  if (path === '/token') return GRANTS[form.get('grant_type') ?? ''] ?? 'token';
  if (path.startsWith('/reg/')) return 'registration_management';
  return PATHS[path] ?? 'page';
}

export const oidcTraffic = (): Traffic =>
  new ServerTraffic<Route>({ names: (request) => [routeOf(request)], secretMembers });
