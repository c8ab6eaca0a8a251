/**
 * The generic provider: any server that supports OpenID Connect or OAuth 2.0 with RFC 8414 metadata. Holds nothing; see
 * the files beside it.
 */

import type { Provider } from '../../core/provider/provider.ts';
import { DEFAULT_REDIRECT_URI, hostOf } from '../shared/address.ts';
import { authorizationRequest, redeemCode } from './code.ts';
import { pollDevice, startDevice } from './device.ts';
import { discover } from './discovery.ts';
import { checkSecrets, configuredClient } from './protocol/client.ts';
import { hinted, hintsFor } from './protocol/hints.ts';
import { endpointsOf, OidcSettings } from './protocol/settings.ts';
import {
  deleteRegistration,
  readRegistration,
  registrationOutdated,
  updateRegistration,
} from './registration/management.ts';
import { register } from './registration/register.ts';
import { identify, revoke } from './sign-out.ts';
import { refresh } from './tokens.ts';

export const oidc: Provider<OidcSettings> = {
  kind: 'oidc',
  title: 'OpenID Connect',
  settings: OidcSettings,
  displayName: ({ issuer }) => hostOf(issuer),
  redirectUri: ({ redirect_uri }) => redirect_uri ?? DEFAULT_REDIRECT_URI,
  // Another issuer, client or address means another sign-in; everything else affects only the next one.
  signInKey: (settings) => {
    const endpoints = endpointsOf(settings);
    return JSON.stringify([settings.issuer, settings.client_id, ...(endpoints ? [endpoints] : [])]);
  },
  discover,
  checkSecrets,
  configuredClient,
  register,
  readRegistration,
  updateRegistration,
  deleteRegistration,
  registrationOutdated,
  startDevice: (exchange) => hinted(hintsFor(exchange), () => startDevice(exchange)),
  pollDevice: (exchange, device) => hinted(hintsFor(exchange), () => pollDevice(exchange, device)),
  authorizationRequest,
  redeemCode: (exchange, request, query, redirectUri) =>
    hinted(hintsFor(exchange), () => redeemCode(exchange, request, query, redirectUri)),
  refresh: (exchange, token) => hinted(hintsFor(exchange), () => refresh(exchange, token)),
  revoke: (exchange, tokens) => hinted(hintsFor(exchange), () => revoke(exchange, tokens)),
  identify,
};
