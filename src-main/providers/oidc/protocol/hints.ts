/** Gives an error the hint that fits where it happened. Pure. */

import { asLatchkeyError, type ErrorCode } from '../../../core/errors.ts';
import type { Exchange } from '../../../core/provider/exchange.ts';
import type { Client } from '../../../core/provider/provider.ts';
import { metadataOf } from './metadata.ts';
import { type OidcSettings, wantedScopes } from './settings.ts';

export type Hints = Partial<Record<ErrorCode, string>>;

export async function hinted<T>(hints: Hints, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    const error = asLatchkeyError(thrown);
    const hint = hints[error.code];
    throw hint === undefined ? error : error.hinting(hint);
  }
}

export const hintsFor = (exchange: Exchange<OidcSettings>): Hints => ({
  ...methodHint(exchange.client),
  ...scopeHint(exchange),
});

/** No one chose the default scopes, so a person cannot know which ones a server refused that lists none. */
function scopeHint({ server, settings }: Exchange<OidcSettings>): Hints {
  const asked = wantedScopes(settings, metadataOf(server).scopes_supported);
  if (settings.scopes !== undefined || asked.length < 2) return {};
  const choose = 'Name only scopes that the server has, for example `latchkey profile edit NAME --scope openid`.';
  return { invalid_scope: `Latchkey asked for ${asked.join(' and ')}. ${choose}` };
}

/** A server says `invalid_client` for a wrong method and a wrong secret alike. */
function methodHint({ source, authMethod }: Client): Hints {
  if (source === 'registered') return {};
  if (authMethod === 'none') {
    return { client_rejected: 'Check the client id. If the client has a secret, set it with --client-secret-stdin.' };
  }
  const way = `choose how the client authenticates with --token-endpoint-auth-method (this was ${authMethod})`;
  return { client_rejected: `Check the client id and its secret or key. If they are right, ${way}.` };
}
