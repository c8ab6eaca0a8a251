/** Reading answers from AWS and Huawei Cloud: strictly, or `provider_error` without any of the answer in it. */

import { z } from 'zod';
import { present } from '../../../src-shared/present.ts';
import { LatchkeyError } from '../../core/errors.ts';
import { plainName, plainText } from '../../core/plain-text.ts';
import type { Page, Server } from '../../core/provider/exchange.ts';
import type { Json } from '../shared/http.ts';

/** Who an account is, as people read it. */
export const ShownName = z.string().max(4096).transform(plainName).pipe(z.string().min(1)).optional().catch(undefined);

/** Returned to the portal unchanged, so one that cannot be shown unchanged counts as absent. */
export const ShownId = z
  .string()
  .min(1)
  .max(4096)
  .refine((id) => plainText(id) === id)
  .optional()
  .catch(undefined);

/** Throws `provider_error`; `what` ends the sentence "NAME answered …". */
export function parse<T>(server: Server, schema: z.ZodType<T>, json: Json, what: string): T {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new LatchkeyError('provider_error', `${server.displayName} answered ${what}.`);
}

/** On the last page the link to the next is absent, null or empty. */
export function paged<T>(items: readonly T[], next: string | null | undefined): Page<T> {
  return present({ items, next: next || undefined });
}
