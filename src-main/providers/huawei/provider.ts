/** Huawei Cloud IAM Identity Center: sign-in by its token service, accounts and agencies by its portal. Holds nothing; see the files beside it. */

import { LatchkeyError } from '../../core/errors.ts';
import type { Provider } from '../../core/provider/provider.ts';
import { askTime } from '../cloud/endpoints.ts';
import { DEFAULT_REDIRECT_URI } from '../shared/address.ts';
import { pollDevice, startDevice } from './device.ts';
import { discover } from './discovery.ts';
import { roles } from './portal.ts';
import { register, registrationOutdated } from './registration.ts';
import { displayName, HuaweiSettings, signInKey } from './settings.ts';
import { revoke } from './sign-out.ts';
import { refresh } from './tokens.ts';

/** The engine never asks for a flow that `flows` does not offer; see discover. */
async function noBrowserFlow(): Promise<never> {
  throw new LatchkeyError('flow_unsupported', 'Huawei Cloud IAM Identity Center has no browser flow with PKCE.', {
    hint: 'Use --flow device.',
  });
}

export const huawei: Provider<HuaweiSettings> = {
  kind: 'huawei',
  title: 'Huawei Cloud IAM Identity Center',
  settings: HuaweiSettings,
  displayName,
  redirectUri: () => DEFAULT_REDIRECT_URI,
  signInKey,
  discover,
  askTime: async (context, settings) => askTime(context, await discover(context, settings)),
  configuredClient: () => undefined,
  register,
  registrationOutdated,
  startDevice,
  pollDevice,
  authorizationRequest: noBrowserFlow,
  redeemCode: noBrowserFlow,
  refresh,
  revoke,
  roles,
};
