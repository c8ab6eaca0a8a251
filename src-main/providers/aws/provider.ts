/** AWS IAM Identity Center: sign-in by its OIDC service, accounts and roles by its portal. Holds nothing; see the files beside it. */
import type { Provider } from '../../core/provider/provider.ts';
import { askTime } from '../cloud/endpoints.ts';
import { authorizationRequest, redeemCode } from './code.ts';
import { pollDevice, startDevice } from './device.ts';
import { discover } from './discovery.ts';
import { roles } from './portal.ts';
import { register, registrationOutdated } from './registration.ts';
import { AwsSettings, displayName, REDIRECT_URI, signInKey } from './settings.ts';
import { revoke } from './sign-out.ts';
import { refresh } from './tokens.ts';

export const aws: Provider<AwsSettings> = {
  kind: 'aws',
  title: 'AWS IAM Identity Center',
  settings: AwsSettings,
  displayName,
  redirectUri: () => REDIRECT_URI,
  signInKey,
  discover,
  askTime: async (context, settings) => askTime(context, await discover(context, settings)),
  // Clients exist only through RegisterClient; no one can create one by hand.
  configuredClient: () => undefined,
  register,
  registrationOutdated,
  startDevice,
  pollDevice,
  authorizationRequest,
  redeemCode,
  refresh,
  revoke,
  roles,
};
