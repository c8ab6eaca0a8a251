/** The sandbox as a provider: plain OpenID Connect at the one address where the agent runs it. Holds nothing. */

import { z } from 'zod';
import { SANDBOX_KIND } from '../core/agent/sandbox.ts';
import { asLatchkeyError, LatchkeyError } from '../core/errors.ts';
import type { ProviderContext, Server } from '../core/provider/exchange.ts';
import type { Provider } from '../core/provider/provider.ts';
import { discover } from './oidc/discovery.ts';
import { OidcSettings } from './oidc/protocol/settings.ts';
import { oidc } from './oidc/provider.ts';

const NAME = 'Latchkey Sandbox';

export const sandbox: Provider<OidcSettings> = {
  ...oidc,
  kind: SANDBOX_KIND,
  title: 'Sandbox',
  settings: z.strictObject({ issuer: OidcSettings.shape.issuer, scopes: OidcSettings.shape.scopes }),
  displayName: () => NAME,
  discover: discoverSandbox,
};

/** Rejects with `sign_in_needed` if it is not running (any longer): everything that it knew is gone. */
async function discoverSandbox(context: ProviderContext, settings: OidcSettings): Promise<Server> {
  if (!context.allowLoopbackHttp) throw gone();
  try {
    return { ...(await discover(context, settings)), displayName: NAME };
  } catch (thrown) {
    const error = asLatchkeyError(thrown);
    throw error.code === 'provider_unreachable' ? gone() : error;
  }
}

function gone(): LatchkeyError {
  return new LatchkeyError(
    'sign_in_needed',
    'The sandbox stopped with the agent that ran it and has forgotten everything; start the sandbox again.',
    { hint: 'Start it with `latchkey sandbox`, or with Try the sandbox in the window.' },
  );
}
