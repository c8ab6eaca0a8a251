/** Reading what AWS and Huawei Cloud answered: strictly, or `provider_error` without anything of the answer in it. */
import type { z } from 'zod';
import { LatchkeyError } from '../core/errors.ts';
import type { Server } from '../core/provider.ts';
import type { Json } from './oidc-http.ts';

/** Throws `provider_error`; `what` ends the sentence "NAME answered …". */
export function parse<T>(server: Server, schema: z.ZodType<T>, json: Json, what: string): T {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw unusable(server, what);
}

/** An answer without what it must have. */
export function unusable(server: Server, what: string): LatchkeyError {
  return new LatchkeyError('provider_error', `${server.displayName} answered ${what}.`);
}
