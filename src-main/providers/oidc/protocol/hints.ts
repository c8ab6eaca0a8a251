/** Gives an error the hint that fits where it happened. Pure. */

import { asLatchkeyError, type ErrorCode } from '../../../core/errors.ts';
import type { Client } from '../../../core/provider/provider.ts';

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

/** A server says `invalid_client` for a wrong method and a wrong secret alike. */
export function methodHint({ source, authMethod }: Client): Hints {
  if (source === 'registered') return {};
  if (authMethod === 'none') {
    return { client_rejected: 'Check the client id. If the client has a secret, set it with --client-secret-stdin.' };
  }
  const way = `choose how the client authenticates with --token-endpoint-auth-method (this was ${authMethod})`;
  return { client_rejected: `Check the client id and its secret or key. If they are right, ${way}.` };
}
