/** The names of requests to the stand-in: each operation of the models, CreateToken also by grant, pages, and strays. */
import { type RawRequest, Traffic } from '../http/traffic.ts';
import { operationOf, SECRET_MEMBERS, type ServiceName } from './model.ts';

export const AWS_NAMES = [
  'RegisterClient',
  'StartDeviceAuthorization',
  'CreateToken',
  'CreateTokenWithIAM',
  'ListAccounts',
  'ListAccountRoles',
  'GetRoleCredentials',
  'Logout',
  'poll', // CreateToken with a device code
  'code', // CreateToken with an authorization code
  'refresh', // CreateToken with a refresh token
  'page', // what a browser sees
  'stray', // at the portal: no operation
] as const;
export type AwsName = (typeof AWS_NAMES)[number];
export type AwsTraffic = Traffic<AwsName>;

const GRANTS: Readonly<Record<string, AwsName>> = {
  'urn:ietf:params:oauth:grant-type:device_code': 'poll',
  authorization_code: 'code',
  refresh_token: 'refresh',
};

export const isAwsName = (name: string): name is AwsName => (AWS_NAMES as readonly string[]).includes(name);

export function parsedBody({ body }: RawRequest): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function grantOf(request: RawRequest): AwsName | undefined {
  const body = parsedBody(request);
  if (typeof body !== 'object' || body === null || !('grantType' in body)) return undefined;
  return GRANTS[String(body.grantType)];
}

/** Paths of the two services do not meet, so the path alone tells the service. */
function namesOf(request: RawRequest): readonly [AwsName, ...AwsName[]] {
  const services: readonly ServiceName[] = ['sso-oidc', 'sso'];
  const name = services.map((service) => operationOf(service, request)?.operation.name).find(Boolean) ?? '';
  if (!isAwsName(name)) return /^\/(assignment|federation|logout)/.test(request.path) ? ['stray'] : ['page'];
  const grant = name === 'CreateToken' ? grantOf(request) : undefined;
  return grant === undefined ? [name] : [grant, name];
}

export const awsTraffic = (): AwsTraffic => new Traffic({ names: namesOf, secretMembers: SECRET_MEMBERS });
