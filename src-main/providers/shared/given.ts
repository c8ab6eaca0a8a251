/**
 * Members of a successful answer from the token endpoint, read the same way for every provider: leniently, since an
 * answer is never discarded for a member that we can do without, and what was issued is kept before it is judged.
 */
import { z } from 'zod';
import { present } from '../../../src-shared/present.ts';
import { asLatchkeyError, LatchkeyError } from '../../core/errors.ts';
import type { DevicePoll, RefreshAnswer, TokenSet } from '../../core/provider/provider.ts';
import { secret } from '../../core/secret.ts';

/** A longer lifetime is a mistake, such as a date instead of seconds: unknown, which is not infinite. */
export const LONGEST_LIFETIME_S = 10 * 365 * 86_400;

/** Whole seconds of life; undefined: unknown. Less than one is of no use to anyone, so it is unknown as well. */
export function lifetimeOf(seconds: number): number | undefined {
  return seconds >= 1 && seconds <= LONGEST_LIFETIME_S ? Math.floor(seconds) : undefined;
}

/** A number, even if a server sends it as text. */
export const Numeric = z.union([
  z.number(),
  z
    .string()
    .trim()
    .regex(/^\d{1,15}(\.\d*)?$/)
    .transform(Number),
]);
export const Seconds = Numeric.transform(lifetimeOf).optional().catch(undefined);

/** Text, even if a server sends it as a number; one too large for JSON to hold exactly is not used. */
export const TextOrNumber = z.union([z.string(), z.int().nonnegative().transform(String)]);

const RefreshToken = TextOrNumber.pipe(z.string().min(1)).optional().catch(undefined);

/** RFC 6749 section 7.1: a type that we do not understand is not used. */
export function unspokenType(name: string): LatchkeyError {
  const message = `${name} issues tokens of a type that Latchkey does not support.`;
  return new LatchkeyError('provider_refused', message, {
    hint: "Ask the provider's administrator to issue bearer tokens to this client.",
  });
}

interface Given {
  readonly refreshToken: unknown;
  readonly refreshLifetimeS?: number | undefined;
}

/** A refresh token in whatever form it came; undefined: none. */
export function refreshTokenIn(value: unknown): string | undefined {
  return RefreshToken.parse(value);
}

/** `judge` reads the rest of the answer, and rejects if it cannot be used. */
export function refreshAnswer(
  { refreshToken, refreshLifetimeS }: Given,
  judge: () => Promise<TokenSet>,
): RefreshAnswer {
  const text = refreshTokenIn(refreshToken);
  const given = present({ refreshToken: text === undefined ? undefined : secret(text), refreshLifetimeS });
  return { ...given, tokens: judge };
}

/** A successful poll; an unusable answer is reported at once, since the code is spent. */
export async function polled(judge: () => TokenSet | Promise<TokenSet>): Promise<DevicePoll> {
  try {
    return { kind: 'tokens', tokens: await judge() };
  } catch (thrown) {
    return { kind: 'unusable', error: asLatchkeyError(thrown) };
  }
}
