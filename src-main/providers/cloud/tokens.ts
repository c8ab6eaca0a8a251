/** The tokens from a cloud's CreateToken. */
import { present } from '../../../src-shared/present.ts';
import type { Server } from '../../core/provider/exchange.ts';
import type { TokenSet } from '../../core/provider/provider.ts';
import { secret } from '../../core/secret.ts';
import { refreshTokenIn, unspokenType } from '../shared/given.ts';

export interface CreatedToken {
  /** If present, it must be one of `types`, in any case (RFC 6749 sections 5.1 and 7.1: a type that we do not understand is not used). */
  readonly type: string | undefined;
  readonly types: readonly string[];
  readonly accessToken: string;
  readonly lifetimeS: number | undefined;
  /** Unchanged. */
  readonly refreshToken: unknown;
}

/** Throws `provider_refused` for a token that we cannot use. */
export function tokenSet(server: Server, token: CreatedToken): TokenSet {
  const { type, types, accessToken, lifetimeS } = token;
  if (type !== undefined && !types.includes(type.toLowerCase())) throw unspokenType(server.displayName);
  const refreshToken = refreshTokenIn(token.refreshToken);
  return {
    accessToken: secret(accessToken),
    ...present({ lifetimeS, refreshToken: refreshToken === undefined ? undefined : secret(refreshToken) }),
  };
}
