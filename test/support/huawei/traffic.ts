/** The names of requests to the stand-in: each operation, CreateToken also by grant, pages, and strays. */
import { type RawRequest, Traffic } from '../http/traffic.ts';
import { OPERATIONS, SECRET_MEMBERS } from './description.ts';
import { parsedBody } from './request.ts';

export const HUAWEI_NAMES = [
  'RegisterClient',
  'StartDeviceAuthorization',
  'CreateToken',
  'ListAccounts',
  'ListAccountAgencies',
  'GetAgencyCredentials',
  'Logout',
  'poll', // CreateToken with a device code
  'refresh', // CreateToken with a refresh token
  'page', // what a browser sees
  'stray', // no operation
] as const;
export type HuaweiName = (typeof HUAWEI_NAMES)[number];
export type HuaweiTraffic = Traffic<HuaweiName>;

const GRANTS: Readonly<Record<string, HuaweiName>> = {
  'urn:ietf:params:oauth:grant-type:device_code': 'poll',
  refresh_token: 'refresh',
};

function grantOf(request: RawRequest): HuaweiName | undefined {
  const body = parsedBody(request);
  if (typeof body !== 'object' || body === null || !('grant_type' in body)) return undefined;
  return GRANTS[String(body.grant_type)];
}

/** Paths of the two services do not meet, so the path alone tells the operation. */
function namesOf(request: RawRequest): readonly [HuaweiName, ...HuaweiName[]] {
  const name = OPERATIONS.find(({ path }) => path === request.path)?.name;
  const known = HUAWEI_NAMES.find((one) => one === name);
  if (known === undefined) return request.path.startsWith('/v1/') ? ['stray'] : ['page'];
  const grant = known === 'CreateToken' ? grantOf(request) : undefined;
  return grant === undefined ? [known] : [grant, known];
}

export const huaweiTraffic = (): HuaweiTraffic => new Traffic({ names: namesOf, secretMembers: SECRET_MEMBERS });
