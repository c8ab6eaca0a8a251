/** Requests to the stand-in byte by byte, without any client's help or habits. */
import { createHash } from 'node:crypto';
import type { AwsServer } from '../support/aws/server.ts';

export interface Answer {
  readonly status: number;
  /** The exception's name in x-amzn-ErrorType, or an empty text. */
  readonly exception: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code';
export const REDIRECT = 'http://127.0.0.1:43210/oauth/callback';
export const VERIFIER = 'a-verifier-of-forty-three-characters-or-more';

async function read(response: Response): Promise<Answer> {
  const text = await response.text();
  const exception = response.headers.get('x-amzn-errortype')?.split(':')[0] ?? '';
  return { status: response.status, exception, body: text === '' ? {} : JSON.parse(text) };
}

/** A POST to the token service with a JSON body. */
export async function post(server: AwsServer, path: string, body: unknown, headers = {}): Promise<Answer> {
  const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers } };
  return read(
    await fetch(server.oidcUrl + path, { ...init, body: typeof body === 'string' ? body : JSON.stringify(body) }),
  );
}

export async function portal(server: AwsServer, path: string, token: unknown, init: RequestInit = {}): Promise<Answer> {
  const headers = { ...(token === undefined ? {} : { 'x-amz-sso_bearer_token': String(token) }), ...init.headers };
  return read(await fetch(server.portalUrl + path, { ...init, headers }));
}

export const signOut = (server: AwsServer, token: unknown): Promise<Answer> =>
  portal(server, '/logout', token, { method: 'POST' });

export const DEVICE_CLIENT = { clientName: 'Test', clientType: 'public', scopes: ['sso:account:access'] };

export const codeClient = (server: AwsServer) => ({
  ...DEVICE_CLIENT,
  grantTypes: ['authorization_code', 'refresh_token'],
  redirectUris: ['http://127.0.0.1/oauth/callback'],
  issuerUrl: server.startUrl,
  entitledApplicationArn: 'arn:aws:sso::111122220000:application/ssoins-1234567890abcdef/apl-1234567890abcdef',
});

export interface Registered {
  readonly clientId: string;
  readonly clientSecret: string;
}

export async function register(server: AwsServer, input: unknown = DEVICE_CLIENT): Promise<Registered> {
  const { status, body } = await post(server, '/client/register', input);
  if (status !== 200) throw new Error(`Not registered: ${JSON.stringify(body)}`);
  return { clientId: String(body['clientId']), clientSecret: String(body['clientSecret']) };
}

export async function startDevice(server: AwsServer, client: Registered) {
  const { body } = await post(server, '/device_authorization', { ...client, startUrl: server.startUrl });
  const { deviceCode, userCode } = body;
  const poll = () => post(server, '/token', { ...client, grantType: DEVICE_CODE, deviceCode });
  return { body, userCode: String(userCode), poll };
}

/** Signs in with a device code; gives the body of CreateToken. */
export async function signIn(server: AwsServer, client: Registered): Promise<Readonly<Record<string, unknown>>> {
  const { userCode, poll } = await startDevice(server, client);
  await server.approveDevice(userCode);
  const { status, body } = await poll();
  if (status !== 200) throw new Error(`Not signed in: ${JSON.stringify(body)}`);
  return body;
}

export const refresh = (server: AwsServer, client: Registered, refreshToken: unknown): Promise<Answer> =>
  post(server, '/token', { ...client, grantType: 'refresh_token', refreshToken });

export function authorizeLink(
  server: AwsServer,
  clientId: string,
  changes: Readonly<Record<string, string>> = {},
): string {
  const query = {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: REDIRECT,
    state: 'a-state',
    code_challenge_method: 'S256',
    code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
    scopes: 'sso:account:access',
    ...changes,
  };
  return `${server.oidcUrl}/authorize?${new URLSearchParams(query)}`;
}

/** The members of the redirect that ends a visit to /authorize. */
export async function authorize(
  server: AwsServer,
  clientId: string,
  changes = {},
  decision: 'approve' | 'deny' = 'approve',
) {
  const end = await server.answerLink(authorizeLink(server, clientId, changes), decision);
  return Object.fromEntries(new URL(end).searchParams);
}

export const redeem = (server: AwsServer, client: Registered, code: unknown, changes = {}): Promise<Answer> =>
  post(server, '/token', {
    ...client,
    grantType: 'authorization_code',
    code,
    codeVerifier: VERIFIER,
    redirectUri: REDIRECT,
    ...changes,
  });
