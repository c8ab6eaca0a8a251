/** The generic provider: any server that speaks OpenID Connect or OAuth 2.0 with RFC 8414 metadata. Holds nothing; see the files beside it. */
import type { Provider } from '../core/provider.ts';
import { checkSecrets, configuredClient } from './oidc-client.ts';
import { authorizationRequest, redeemCode } from './oidc-code.ts';
import { pollDevice, startDevice } from './oidc-device.ts';
import { discover } from './oidc-discovery.ts';
import { register } from './oidc-registration.ts';
import {
  deleteRegistration,
  readRegistration,
  registrationOutdated,
  updateRegistration,
} from './oidc-registration-management.ts';
import { DEFAULT_REDIRECT_URI, hostOf, OidcSettings } from './oidc-settings.ts';
import { identify, revoke } from './oidc-sign-out.ts';
import { refresh } from './oidc-tokens.ts';

export const oidc: Provider<OidcSettings> = {
  kind: 'oidc',
  title: 'OpenID Connect',
  settings: OidcSettings,
  displayName: ({ issuer }) => hostOf(issuer),
  redirectUri: ({ redirect_uri }) => redirect_uri ?? DEFAULT_REDIRECT_URI,
  // Another issuer, client or address makes another sign-in; everything else only shapes the next one.
  signInKey: ({ issuer, client_id, endpoints }) =>
    JSON.stringify([issuer, client_id, ...(endpoints ? [endpoints] : [])]),
  discover,
  checkSecrets,
  configuredClient,
  register,
  readRegistration,
  updateRegistration,
  deleteRegistration,
  registrationOutdated,
  startDevice,
  pollDevice,
  authorizationRequest,
  redeemCode,
  refresh: (context, server, _settings, client, refreshToken) => refresh(context, server, client, refreshToken),
  revoke,
  identify,
};
