/** What passes in front of the stand-in for Hydra: the names of its requests, and which members are secrets. */
import { type SeenRequest, Traffic } from '../http/traffic.ts';
import { operationOf } from './description.ts';
import { DEVICE_GRANT } from './tokens.ts';

/** An operationId of the description, or what it is used for. */
export type HydraName = string;
export type HydraTraffic = Traffic<HydraName>;
export type HydraRequest = SeenRequest<HydraName>;

const GRANTS: Readonly<Record<string, HydraName>> = {
  [DEVICE_GRANT]: 'poll',
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

export const hydraTraffic = (): HydraTraffic =>
  new Traffic<HydraName>({
    names: (request) => {
      const found = operationOf(request);
      const name = typeof found === 'object' ? found.operation.operationId : 'stray';
      const grant = name === 'oauth2TokenExchange' ? GRANTS[request.form.get('grant_type') ?? ''] : undefined;
      return grant === undefined ? [name] : [grant, name];
    },
    secretMembers,
  });
